/* ESP-IDF sets the standard streams; in this version of picolibc they are constant. */
#ifndef MESH_STAND_IN_STDIO_H
#define MESH_STAND_IN_STDIO_H
#pragma GCC system_header

#define stdin constantStdin
#define stdout constantStdout
#define stderr constantStderr
#include_next <stdio.h>
#undef stdin
#undef stdout
#undef stderr
extern FILE* stdin;
extern FILE* stdout;
extern FILE* stderr;

#endif
