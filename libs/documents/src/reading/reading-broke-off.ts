/** A document whose reading was ended, by nothing that is known to be its fault: it may be read the next time. */
export class ReadingBrokeOff extends Error {
  override readonly name = 'ReadingBrokeOff';

  constructor(
    /** As it was named to the reader. */
    readonly file: string,
    /** Without the file: `was not read within 60 s`. */
    readonly problem: string,
  ) {
    super(`${file} ${problem}`);
  }
}
