/* workerPost for Moddable's platforms on Linux, whose machines run in GLib's main loop. */
#include <glib.h>
#include <stdlib.h>
#include "worker-xs.h"

typedef struct {
	void (*deliver)(void* job);
	void* job;
} Delivery;

static gboolean deliver(void* data)
{
	Delivery delivery = *(Delivery*)data;
	g_free(data);
	delivery.deliver(delivery.job);
	return G_SOURCE_REMOVE;
}

void workerPost(xsMachine* machine, void (*function)(void* job), void* job)
{
	Delivery* delivery = g_new(Delivery, 1);
	(void)machine;
	delivery->deliver = function;
	delivery->job = job;
	/* not idle priority: that comes after the machine's timers, of which one is always due */
	g_idle_add_full(G_PRIORITY_DEFAULT, deliver, delivery, NULL);
}
