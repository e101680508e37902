const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The 18-character form of a 15-character id: three characters that tell which of the others are upper case. */
export function withChecksum(id: string): string {
  let suffix = '';
  for (let block = 0; block < 3; block += 1) {
    let bits = 0;
    for (let index = 0; index < 5; index += 1) {
      const character = id[block * 5 + index]!;
      if (character >= 'A' && character <= 'Z') bits |= 1 << index;
    }
    suffix += SUFFIX[bits];
  }
  return id + suffix;
}

/** Ids as an org gives them: the object's three characters, the instance's, and a number that counts up. */
export class IdSequence {
  private last = 0;

  next(prefix: string): string {
    this.last += 1;
    return withChecksum(`${prefix}5e000${this.last.toString(36).padStart(7, '0')}`);
  }
}
