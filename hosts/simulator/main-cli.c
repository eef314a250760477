/*
 * main() of the command-line simulator on Moddable's platform x-cli-lin. Runs the firmware
 * for the milliseconds of the first argument (default 3000), prints its state as JSON, and
 * ends with status 0. With 0 milliseconds it runs until it is killed.
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include "xs.h"
#include "mc.xs.h"

static GMainLoop* loop;

/* Called by XS for an uncaught exception or a full heap: prints it and ends the process. */
void fxAbort(xsMachine* the, int status)
{
	const char* why = fxAbortString(status);
	if (status == xsUnhandledExceptionExit || status == xsUnhandledRejectionExit)
		fprintf(stderr, "%s: %s\n", why, xsToString(xsException));
	else
		fprintf(stderr, "%s\n", why);
	exit(1);
}

static gboolean report(void* data)
{
	xsMachine* machine = data;
	xsBeginHost(machine);
	{
		xsVars(3);
		xsVar(0) = xsGet(xsGlobal, xsID("firmware"));
		xsVar(1) = xsCall1(xsVar(0), xsID("call"), xsString("state"));
		xsVar(2) = xsGet(xsGlobal, xsID("JSON"));
		printf("%s\n", xsToString(xsCall1(xsVar(2), xsID("stringify"), xsVar(1))));
		xsCall0(xsVar(0), xsID("close"));
	}
	xsEndHost(machine);
	g_main_loop_quit(loop);
	return G_SOURCE_REMOVE;
}

int main(int argc, char* argv[])
{
	int milliseconds = argc > 1 ? atoi(argv[1]) : 3000;
	xsMachine* machine = xsPrepareMachine(NULL, xsPreparation(), "xs-mesh", NULL, NULL);
	if (!machine)
		return 1;
	loop = g_main_loop_new(NULL, FALSE);
	xsBeginHost(machine);
	{
		xsVars(1);
		xsVar(0) = xsAwaitImport("xs-mesh/hosts/simulator/main", XS_IMPORT_DEFAULT);
		xsVar(0) = xsCallFunction0(xsVar(0), xsUndefined);
		xsSet(xsGlobal, xsID("firmware"), xsVar(0));
	}
	xsEndHost(machine);
	if (milliseconds > 0)
		g_timeout_add((guint)milliseconds, report, machine);
	g_main_loop_run(loop);
	xsDeleteMachine(machine);
	return 0;
}
