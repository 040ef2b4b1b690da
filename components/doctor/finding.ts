/** A problem of a cluster, and what to do about it. */
export interface Finding {
  /** An `error` degrades the cluster. A `warning` may do so. */
  severity: "error" | "warning";
  /** Kind and name of the resource, such as `pod emqx-0`. */
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
