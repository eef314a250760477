#include "/usr/include/newlib/sys/_pthreadtypes.h"
