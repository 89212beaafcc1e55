/** Things of the module's heap to be freed, the last made first. */
export class Cleanup {
  private steps: (() => void)[] = [];

  add(step: () => void): void {
    this.steps.push(step);
  }

  /** Remembers to delete an object, and returns it. */
  own<T extends { delete(): void }>(item: T): T {
    this.add(() => item.delete());
    return item;
  }

  run(): void {
    for (let step = this.steps.pop(); step; step = this.steps.pop()) step();
  }
}
