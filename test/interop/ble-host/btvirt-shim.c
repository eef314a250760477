/*
 * Preloaded into BlueZ's btvirt: it opens sockets of AF_ALG for the encryption of links, which not
 * every kernel has and no test uses, and its UNIX sockets are in /tmp, where two instances would
 * take them from each other. The environment variable BTVIRT_FOLDER has the folder for them.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PREFIX "/tmp/bt-server-"

static const char *moved(const char *path, char *buffer, size_t size)
{
	const char *folder = getenv("BTVIRT_FOLDER");

	if (!folder || strncmp(path, PREFIX, strlen(PREFIX)) != 0)
		return path;
	snprintf(buffer, size, "%s/%s", folder, path + strlen("/tmp/"));
	return buffer;
}

int socket(int domain, int type, int protocol)
{
	int (*real)(int, int, int) = dlsym(RTLD_NEXT, "socket");

	if (domain == AF_ALG)
		return open("/dev/null", O_RDWR | O_CLOEXEC);
	return real(domain, type, protocol);
}

int bind(int fd, const struct sockaddr *address, socklen_t length)
{
	int (*real)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "bind");
	struct sockaddr_un other;

	if (address->sa_family == AF_ALG)
		return 0;
	if (address->sa_family != AF_UNIX)
		return real(fd, address, length);
	memset(&other, 0, sizeof(other));
	other.sun_family = AF_UNIX;
	char path[256];
	const char *place = moved(((const struct sockaddr_un *)address)->sun_path, path, sizeof(path));
	if (strlen(place) >= sizeof(other.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(other.sun_path, place);
	return real(fd, (const struct sockaddr *)&other, sizeof(other));
}

int unlink(const char *path)
{
	int (*real)(const char *) = dlsym(RTLD_NEXT, "unlink");
	char other[256];

	return real(moved(path, other, sizeof(other)));
}
