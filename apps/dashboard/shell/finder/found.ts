/** Something that the palette leads to. */
export interface Found {
  readonly key: string;
  readonly kind: string;
  /** What is shown, and searched in. */
  readonly name: string;
  readonly open: () => void;
}
