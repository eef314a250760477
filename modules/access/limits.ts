/** Octets of the longest access payload with a TransMIC of 32 bits. Mesh Protocol 1.1 §3.7.3. */
export const maximumPayload = 380;
/** The same with a TransMIC of 64 bits. */
export const maximumPayloadLongMic = 376;
/** The same of a message that need not be segmented, with a TransMIC of 32 bits. §3.7.3 */
export const maximumUnsegmentedPayload = 11;
