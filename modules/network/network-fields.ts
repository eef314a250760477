/** The clear fields of a network PDU. One object is reused for all that come in. */
export interface NetworkFields {
  /** Index that the PDU's nonce was made with. */
  ivIndex: number;
  control: boolean;
  ttl: number;
  seq: number;
  src: number;
  dst: number;
}
