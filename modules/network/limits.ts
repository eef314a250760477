/** Sizes that more than one file of the network layer needs. Mesh Protocol 1.1 §3.4.4. */
/** Octets of the longest network PDU. */
export const maximumNetworkPdu = 29;
/** Octets of the shortest: header 7, DST 2, transport PDU 1, NetMIC 4. */
export const minimumNetworkPdu = 14;
/** One past the highest sequence number. */
export const sequenceLimit = 0x100_0000;
