import { SingleBar } from "cli-progress";

/** Shows the progress of a build on standard error: a bar on a terminal, otherwise a line every few seconds. */
export class BuildProgress {
  private readonly bar = new SingleBar({
    format:
      "{bar} {percentage}% | {value} of {total} packages | {duration_formatted}, {eta_formatted} left | {step}",
    barsize: 24,
    etaBuffer: 200,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5000,
    stopOnComplete: false,
  });
  private readonly remaining: Set<string>;

  constructor(packages: Set<string>, done: Iterable<string>) {
    this.remaining = new Set(packages);
    for (const each of done) this.remaining.delete(each);
    this.bar.start(packages.size, packages.size - this.remaining.size, { step: "" });
  }

  begin(step: string): void {
    this.bar.update({ step });
  }

  done(each: string): void {
    if (this.remaining.delete(each)) this.bar.increment();
  }

  stop(): void {
    this.bar.stop();
  }
}
