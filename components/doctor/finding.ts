/** What is wrong with a cluster, and what to do about it. */
export interface Finding {
  /** An `error` keeps the cluster from being whole; a `warning` may. */
  severity: "error" | "warning";
  /** Kind and name of what it is about, such as `pod emqx-0`. */
  subject: string;
  problem: string;
  advice: string;
}

export function error(subject: string, problem: string, advice: string): Finding {
  return { severity: "error", subject, problem, advice };
}

export function warning(subject: string, problem: string, advice: string): Finding {
  return { severity: "warning", subject, problem, advice };
}
