/** An error for the person at the terminal: what is wrong, and what to do next. */
export class Complaint extends Error {
  /**
   * @param {string} message what is wrong, in one sentence
   * @param {string} [remedy] what to do next, preferably a command
   * @param {unknown} [cause]
   */
  constructor(message, remedy, cause) {
    super(message, { cause });
    this.remedy = remedy;
  }
}
