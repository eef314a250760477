/* The platform of Linux; its threads by another name, so that the test can refuse them. */
#define platformStartThread platformStartSystemThread
#include "../../../hosts/native/platform-linux.c"
