/*
 * Sockets of the simulated radio: packets are datagrams on the loopback interface. They
 * go to and come from the port that XS_MESH_AIR names, at which an air program listens, or
 * else a multicast group that all simulators join. A datagram begins with the process
 * number of its sender (32 bits; an air program has 0); air-link.ts defines what follows.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"

#define GROUP "239.255.77.77"
#define PORT 17077
#define DATAGRAM_SIZE 1400

static int air = -1;
static struct sockaddr_in destination;

static int enter(int port)
{
	int on = 1;
	struct in_addr loopback = { .s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in address = { .sin_family = AF_INET };
	struct ip_mreq group = { .imr_interface = loopback };
	destination = address;
	if (port > 0) {
		address.sin_addr = destination.sin_addr = loopback;
		destination.sin_port = htons((uint16_t)port);
		return bind(air, (struct sockaddr*)&address, sizeof(address));
	}
	address.sin_addr.s_addr = group.imr_multiaddr.s_addr = inet_addr(GROUP);
	address.sin_port = htons(PORT);
	destination = address;
	return setsockopt(air, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0
		|| bind(air, (struct sockaddr*)&address, sizeof(address)) != 0
		|| setsockopt(air, IPPROTO_IP, IP_MULTICAST_IF, &loopback, sizeof(loopback)) != 0
		|| setsockopt(air, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof(group)) != 0;
}

void xs_air_close(xsMachine* the)
{
	(void)the;
	if (air >= 0)
		close(air);
	air = -1;
}

void xs_air_open(xsMachine* the)
{
	const char* port = getenv("XS_MESH_AIR");
	xs_air_close(the);
	air = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (air < 0 || enter(port ? atoi(port) : 0) != 0) {
		xs_air_close(the);
		xsUnknownError("no air on the loopback interface");
	}
}

void xs_air_name(xsMachine* the)
{
	const char* name = getenv("XS_MESH_NAME");
	char buffer[32];
	if (!name || !*name) {
		snprintf(buffer, sizeof(buffer), "simulator-%d", (int)getpid());
		name = buffer;
	}
	xsmcSetString(xsResult, (xsStringValue)name);
}

void xs_air_send(xsMachine* the)
{
	uint32_t sender = (uint32_t)getpid();
	uint8_t datagram[DATAGRAM_SIZE];
	void* data;
	xsUnsignedValue length;
	xsmcGetBufferReadable(xsArg(0), &data, &length);
	if (length > sizeof(datagram) - sizeof(sender))
		xsRangeError("%u octets in one datagram", (unsigned)length);
	memcpy(datagram, &sender, sizeof(sender));
	memcpy(datagram + sizeof(sender), data, length);
	/* a datagram that the system does not accept counts as a packet lost on the air */
	(void)!sendto(air, datagram, sizeof(sender) + length, 0, (struct sockaddr*)&destination, sizeof(destination));
}

void xs_air_receive(xsMachine* the)
{
	uint32_t sender, self = (uint32_t)getpid();
	uint8_t datagram[DATAGRAM_SIZE];
	void* data;
	xsUnsignedValue room;
	ssize_t length;
	xsmcGetBufferWritable(xsArg(0), &data, &room);
	for (;;) {
		length = recv(air, datagram, sizeof(datagram), MSG_TRUNC);
		if (length < 0)
			break;
		if (length <= (ssize_t)sizeof(sender) || length > (ssize_t)sizeof(datagram))
			continue;
		memcpy(&sender, datagram, sizeof(sender));
		length -= (ssize_t)sizeof(sender);
		if (sender == self || (xsUnsignedValue)length > room)
			continue;
		memcpy(data, datagram + sizeof(sender), (size_t)length);
		break;
	}
	xsmcSetInteger(xsResult, length < 0 ? 0 : (xsIntegerValue)length);
}
