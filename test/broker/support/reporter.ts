import Mocha from "mocha";

/** The result of one test. */
export interface Result {
  suite: string;
  test: string;
  state: "passed" | "failed" | "skipped";
  seconds: number;
  error?: string;
}

/** Prints each result and each error at once, because a run takes long. */
export class Reporter {
  readonly results: Result[] = [];

  constructor(runner: Mocha.Runner) {
    const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_SUITE_BEGIN } =
      Mocha.Runner.constants;
    runner.on(EVENT_SUITE_BEGIN, ({ title }) => console.log(title && `\n${title}`));
    runner.on(EVENT_TEST_PASS, (test) => this.add(test, "passed"));
    runner.on(EVENT_TEST_PENDING, (test) => this.add(test, "skipped"));
    runner.on(EVENT_TEST_FAIL, (test, error: Error) => this.add(test, "failed", error));
  }

  private add(test: Mocha.Test, state: Result["state"], error?: Error): void {
    const seconds = (test.duration ?? 0) / 1000;
    const suite = test.parent?.fullTitle() ?? "";
    this.results.push({ suite, test: test.title, state, seconds, error: error?.message });
    console.log(`  ${state}: ${test.title} (${seconds.toFixed(1)} s)`);
    if (error) console.log(error.stack ?? error.message);
  }
}

/** The results as a Markdown table. */
export function table(results: Result[]): string {
  const rows = results.map(
    ({ suite, test, state, seconds }) => `| ${suite} | ${test} | ${state} | ${seconds.toFixed(1)} s |`,
  );
  return ["| subject | test | result | time |", "| --- | --- | --- | ---: |", ...rows].join("\n");
}
