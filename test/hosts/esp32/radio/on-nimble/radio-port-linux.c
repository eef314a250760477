/* How Apache's NimBLE is started and ended on Linux, with its HCI over TCP. Nothing of it frees anything. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include "radio-host.h"

void ble_hci_sock_ack_handler(void* argument);

static pthread_t host, reader;
static atomic_bool isAwake;

void ble_npl_event_deinit(struct ble_npl_event* event)
{
	event->ev_cb = NULL;
}

void ble_npl_callout_deinit(struct ble_npl_callout* callout)
{
	timer_delete(callout->c_timer);
}

/* Its services are those that are there when it starts. */
int ble_gatts_add_dynamic_svcs(const struct ble_gatt_svc_def* services)
{
	(void)services;
	return BLE_HS_ENOTSUP;
}

int ble_gatts_delete_svc(const ble_uuid_t* uuid)
{
	(void)uuid;
	return BLE_HS_ENOTSUP;
}

static void* runHost(void* argument)
{
	nimble_port_run();
	return argument;
}

static void* runReader(void* argument)
{
	ble_hci_sock_ack_handler(argument);
	return argument;
}

void radioPortPark(void)
{
	for (;;)
		pause();
}

/* Of the sockets of this process the one that is connected: the controller's. */
static void hangUp(void)
{
	for (int file = 3; file < 64; file++)
		if (shutdown(file, SHUT_RDWR) == 0)
			close(file);
}

static int start(void (*prepare)(void))
{
	nimble_port_init();
	prepare();
	if (pthread_create(&reader, NULL, runReader, NULL) != 0 || pthread_create(&host, NULL, runHost, NULL) != 0)
		return BLE_HS_EOS;
	return 0;
}

static void end(void)
{
	radioLeave();
	if (!radioIsUp())
		return;
	pthread_cancel(host);
	pthread_join(host, NULL);
	radioRelease();
	pthread_cancel(reader);
	pthread_join(reader, NULL);
	hangUp();
}

int radioPortStart(void)
{
	return start(radioPrepare);
}

int radioPortRestart(void)
{
	end();
	return start(radioPrepareAgain);
}

void radioPortStop(void)
{
	end();
	radioForget();
}

bool radioPost(void)
{
	atomic_store(&isAwake, true);
	return true;
}
