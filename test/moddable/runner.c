/*
 * Runs the tests of the stack on the SDK's XS: the module "main" calls
 * xs_test_report with each line for the terminal, and xs_test_end when it is done.
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include "xs.h"
#include "mc.xs.h"

static GMainLoop* loop;
static int status = 1;

void fxAbort(xsMachine* the, int code)
{
	fprintf(stderr, "%s\n", fxAbortString(code));
	if (code == xsUnhandledExceptionExit || code == xsUnhandledRejectionExit)
		fprintf(stderr, "%s\n", xsToString(xsException));
	exit(1);
}

void xs_test_report(xsMachine* the)
{
	puts(xsToString(xsArg(0)));
	fflush(stdout);
}

void xs_test_end(xsMachine* the)
{
	status = xsToInteger(xsArg(0)) == 0 ? 0 : 1;
	g_main_loop_quit(loop);
}

int main(void)
{
	xsMachine* machine = xsPrepareMachine(NULL, xsPreparation(), "xs-mesh tests", NULL, NULL);
	if (!machine)
		return 1;
	loop = g_main_loop_new(NULL, FALSE);
	xsBeginHost(machine);
	{
		xsVars(1);
		xsVar(0) = xsAwaitImport("main", XS_IMPORT_DEFAULT);
		xsCallFunction0(xsVar(0), xsUndefined);
	}
	xsEndHost(machine);
	g_main_loop_run(loop);
	xsDeleteMachine(machine);
	return status;
}
