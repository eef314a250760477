/*
 * The air of the simulator: a multicast group on the loopback interface. A
 * datagram is the sender's process (32 bits) and the advertising data.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"

#define GROUP "239.255.77.77"
#define PORT 17077
#define AD_SIZE 31

static int air = -1;

void xs_radio_close(xsMachine* the)
{
	(void)the;
	if (air >= 0)
		close(air);
	air = -1;
}

void xs_radio_open(xsMachine* the)
{
	int on = 1;
	struct in_addr loopback = { .s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	struct ip_mreq group = { .imr_interface = loopback };
	address.sin_addr.s_addr = group.imr_multiaddr.s_addr = inet_addr(GROUP);
	xs_radio_close(the);
	air = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (air < 0 || setsockopt(air, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0
		|| bind(air, (struct sockaddr*)&address, sizeof(address)) != 0
		|| setsockopt(air, IPPROTO_IP, IP_MULTICAST_IF, &loopback, sizeof(loopback)) != 0
		|| setsockopt(air, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof(group)) != 0) {
		xs_radio_close(the);
		xsUnknownError("no multicast on the loopback interface");
	}
}

void xs_radio_send(xsMachine* the)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	uint32_t sender = (uint32_t)getpid();
	uint8_t datagram[sizeof(sender) + AD_SIZE];
	void* data;
	xsUnsignedValue length;
	address.sin_addr.s_addr = inet_addr(GROUP);
	xsmcGetBufferReadable(xsArg(0), &data, &length);
	if (length > AD_SIZE)
		xsRangeError("%u octets of advertising data", (unsigned)length);
	memcpy(datagram, &sender, sizeof(sender));
	memcpy(datagram + sizeof(sender), data, length);
	/* what the machine cannot take is lost on the air */
	(void)!sendto(air, datagram, sizeof(sender) + length, 0, (struct sockaddr*)&address, sizeof(address));
}

void xs_radio_receive(xsMachine* the)
{
	uint32_t sender, self = (uint32_t)getpid();
	uint8_t datagram[sizeof(sender) + AD_SIZE];
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
