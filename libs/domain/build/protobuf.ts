/** A field of a protobuf message: a number for varints; bytes for strings, bytes and messages. Fixed ones are skipped. */
export interface ProtobufField {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/**
 * Reads the fields of a protobuf message in the order they were written. Numbers are exact up to 2^53.
 *
 * @throws RangeError when it is none
 */
export function* readProtobuf(message: Uint8Array): Generator<ProtobufField, void, void> {
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++];
      if (byte === undefined) throw new RangeError('the message ends within a number');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const key = readVarint();
    const number = Math.floor(key / 8);
    switch (key % 8) {
      case 0:
        yield { number, value: readVarint() };
        break;
      case 1:
        at += 8;
        break;
      case 2: {
        const end = readVarint() + at;
        yield { number, value: message.subarray(at, end) };
        at = end;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        throw new RangeError(`wire type ${key % 8} is not protobuf's`);
    }
  }
}
