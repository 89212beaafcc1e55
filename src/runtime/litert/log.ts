const kept = 60;

const isError = (line: string): boolean => /^(ERROR|FATAL|Aborted)/.test(line);

/**
 * The last lines that the runtime printed. It prints the reason of a refusal and throws a general sentence, so the
 * lines since the start of a load are where the reason is.
 */
export class RuntimeLog {
  private lines: string[] = [];
  private errors = false;

  readonly add = (line: string): void => {
    this.lines.push(String(line));
    if (isError(String(line))) this.errors = true;
    if (this.lines.length > kept) this.lines.shift();
  };

  clear(): void {
    this.lines = [];
    this.errors = false;
  }

  /** Whether an error was printed since `clear`. */
  get hasErrors(): boolean {
    return this.errors;
  }

  /** The errors printed since `clear`, without their `ERROR: [file:line]` prefix and without repeats. */
  reasons(): string[] {
    const errors = this.lines.filter(isError).map((line) =>
      line
        .replace(/^(ERROR|FATAL): */, "")
        .replace(/^\[[^\]]*\] */, "")
        .trim(),
    );
    return [...new Set(errors)].filter((line) => line !== "");
  }
}
