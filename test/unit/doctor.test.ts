import { expect } from "chai";
import type { Claim, ClusterState, WarningEvent } from "../../components/doctor/readCluster";
import { asLines, claims, crashing, findings, kubectlPrefix, node, pod, view, views } from "./support/doctor";

const others = [pod("emqx-0"), pod("emqx-1")];
const claim = (status: object) => [{ ...claims("emqx-0")[0], status }] as Claim[];
const island = view("emqx-2", { running: [node("emqx-2")] });
const whole = [
  view("emqx-0", { running: [node("emqx-0"), node("emqx-1")] }),
  view("emqx-1", { running: [node("emqx-0"), node("emqx-1")] }),
];
const probeFailed: WarningEvent = {
  object: "Pod emqx-2",
  reason: "Unhealthy",
  message: "Startup probe failed: 1 of 3 nodes are members of the cluster",
};

describe("emqx-doctor", () => {
  it("reports nothing for a healthy cluster", async () => {
    expect(await findings({})).to.deep.equal([]);
  });

  const cases: [title: string, change: Partial<ClusterState>, ...expected: string[]][] = [
    [
      "a quota that is too small",
      {
        pods: others,
        events: [{ object: "StatefulSet emqx", reason: "FailedCreate", message: "exceeded quota: two" }],
      },
      ...["error", "statefulset emqx", "2 of 3 pods exist: exceeded quota: two", "quota"],
    ],
    [
      "a pod that cannot be scheduled",
      {
        pods: [
          ...others,
          pod("emqx-2", {
            conditions: [{ type: "PodScheduled", status: "False", message: "0/3 nodes: too little memory" }],
          }),
        ],
      },
      ...["error", "pod emqx-2", "is not scheduled: 0/3 nodes: too little memory", "resources"],
    ],
    [
      "an image that does not exist",
      {
        pods: [
          ...others,
          pod("emqx-2", {
            broker: {
              ready: false,
              started: false,
              state: { waiting: { reason: "ImagePullBackOff", message: "manifest unknown" } },
            },
          }),
        ],
      },
      ...["error", "pod emqx-2", "manifest unknown", "imagePullSecrets"],
    ],
    [
      "a missing Secret",
      {
        pods: [
          ...others,
          pod("emqx-2", {
            broker: {
              ready: false,
              started: false,
              state: {
                waiting: { reason: "CreateContainerConfigError", message: 'secret "emqx-cookie" not found' },
              },
            },
          }),
        ],
      },
      ...["error", "pod emqx-2", 'secret "emqx-cookie" not found'],
    ],
    [
      "a volume that cannot be mounted",
      {
        pods: [
          ...others,
          pod("emqx-2", {
            broker: { ready: false, started: false, state: { waiting: { reason: "ContainerCreating" } } },
          }),
        ],
        events: [
          { object: "Pod emqx-2", reason: "FailedMount", message: 'secret "emqx-tls" not found' },
          { object: "Pod emqx-2", reason: "Other", message: "later" },
        ],
      },
      ...["error", "pod emqx-2", 'has no container yet: secret "emqx-tls" not found', "Secret"],
    ],
    [
      "a broker that crashes, with the last lines of its log",
      { pods: [...others, crashing("emqx-2", "failed_to_check_schema\nemqx_conf_schema")] },
      ...[
        "error",
        "pod emqx-2",
        "exited with code 1 (Error), restarted 4 times: failed_to_check_schema / emqx_conf_schema",
        "configuration",
      ],
    ],
    [
      "a broker without enough memory",
      { pods: [...others, crashing("emqx-2", "", "OOMKilled")] },
      ...["error", "pod emqx-2", "OOMKilled", "memory in resources"],
    ],
    [
      "a full volume",
      { pods: [...others, crashing("emqx-2", "/opt/emqx/data/mnesia/emqx@emqx-2/LATEST.LOG: enospc")] },
      ...["error", "pod emqx-2", "enospc", "increase persistence.size"],
    ],
    [
      "a volume that is not writable",
      { pods: [...others, crashing("emqx-2", "mkdir: cannot create '/opt/emqx/data': Permission denied")] },
      ...["error", "pod emqx-2", "Permission denied", "fsGroup", "pods.securityContext"],
    ],
    [
      "a node that has not joined yet",
      {
        pods: [...others, pod("emqx-2", { broker: { ready: false, started: false } })],
        events: [probeFailed],
      },
      ...["error", "pod emqx-2", "has not started: Startup probe failed: 1 of 3 nodes are members"],
    ],
    [
      "pods with images of two releases",
      { pods: [...others, pod("emqx-2", {}, "emqx/emqx:5.8.8")] },
      ...["warning", "statefulset emqx", "different images: emqx/emqx:5.8.8, emqx/emqx:5.8.9"],
    ],
    [
      "a PVC without a volume",
      {
        claims: claim({ phase: "Pending" }),
        events: [
          {
            object: "PersistentVolumeClaim emqx-data-emqx-0",
            reason: "FailedBinding",
            message: "no storage class is set",
          },
        ],
      },
      ...[
        "error",
        "persistentvolumeclaim emqx-data-emqx-0",
        "is Pending, not Bound: no storage class is set",
        "storageClassName",
      ],
    ],
    [
      "a PVC that is being resized",
      {
        claims: claim({
          phase: "Bound",
          capacity: { storage: "1Gi" },
          conditions: [{ type: "FileSystemResizePending" }],
        }),
      },
      ...["warning", "persistentvolumeclaim emqx-data-emqx-0", "has 1Gi but requests 2Gi", "restart the pod"],
    ],
    [
      "a missing headless Service",
      { headless: undefined },
      "error",
      "service emqx-headless",
      "was not found",
    ],
    [
      "missing permissions of the pods",
      { mayGetEndpoints: false },
      ...["error", "serviceaccount emqx", "may not get endpoints/emqx-headless in namespace iot", "Role"],
    ],
    [
      "a cluster that is split in two",
      { views: views(...whole, island) },
      ...[
        "error",
        "statefulset emqx",
        "2 separate clusters: emqx-0 with emqx-1 | emqx-2",
        "delete pod emqx-2",
      ],
    ],
    [
      "different Erlang cookies",
      { views: views(...whole, { ...island, cookie: "bbbb" }) },
      ...["error", "statefulset emqx", "different Erlang cookies", "at once"],
    ],
    [
      "DNS that does not resolve the pods",
      { views: views(...whole, { ...island, addresses: [] }) },
      ...["error", "pod emqx-2", "resolves emqx-headless to 0 addresses", "clusterDomain"],
    ],
    [
      "DNS that does not resolve a pod whose broker does not answer",
      { views: views(...whole, { ...island, running: [], addresses: [] }) },
      ...["error", "pod emqx-2", "resolves emqx-headless to 0 addresses", "clusterDomain"],
    ],
    [
      "a network that blocks traffic between nodes",
      { views: views(...whole, { ...island, unreachable: ["10.0.0.1"] }) },
      ...["error", "pod emqx-2", "cannot reach port 4370 of 10.0.0.1", "NetworkPolicies"],
    ],
    [
      "a nearly full volume",
      { views: views(view("emqx-1", { used: 91 })) },
      ...["warning", "pod emqx-1", "91 % full", "persistence.size"],
    ],
    [
      "a licence that expires soon",
      { views: views(view("emqx-1", { licenseUntil: "2026-12-01" })) },
      ...["warning", "pod emqx-1", "expires on 2026-12-01", "license"],
    ],
    [
      "an expired licence",
      { views: views(view("emqx-1", { licenseUntil: "2026-11-01" })) },
      ...["error", "pod emqx-1", "expired on 2026-11-01"],
    ],
    [
      "resources that it could not read",
      { claims: undefined },
      "warning",
      "persistentvolumeclaims",
      "could not be read",
    ],
    [
      "a pod that it has no permission to query",
      { views: views(["emqx-0", "pods/exec is forbidden"]) },
      ...["warning", "pod emqx-0", "pods/exec is forbidden", "may create pods/exec"],
    ],
    [
      "a pod that cannot be queried",
      { views: views(["emqx-0", "command terminated with exit code 137"]) },
      ...["warning", "pod emqx-0", "exit code 137", `${kubectlPrefix} describe pod emqx-0`],
    ],
  ];
  for (const [title, change, severity, subject, ...texts] of cases) {
    it(`reports ${title}`, async () => {
      const found = (await findings(change)).find(
        (each) =>
          each.subject === subject && JSON.stringify(each).includes(JSON.stringify(texts[0]).slice(1, -1)),
      );
      expect(found?.severity, JSON.stringify(await findings(change))).to.equal(severity);
      for (const text of texts) {
        expect(`${found?.problem} ${found?.advice}`).to.include(text);
      }
      // A copied command must not reach another Kubernetes cluster or namespace.
      expect(found?.advice.replaceAll(kubectlPrefix, "")).not.to.include("kubectl");
    });
  }

  it("reports a broker that does not answer as an error only if its pod is ready", async () => {
    const silent = views(view("emqx-2", { running: [] }));
    const starting = pod("emqx-2", { broker: { ready: false, started: false } });
    const problem = "pod emqx-2: its broker does not answer";
    expect(asLines(await findings({ views: silent }))).to.include(`error: ${problem}`);
    expect(asLines(await findings({ pods: [...others, starting], views: silent }))).to.include(
      `warning: ${problem}`,
    );
  });

  it("warns that the state of all nodes is unknown if it has no permission to query any", async () => {
    const forbidden = await findings({ views: refused("pods/exec is forbidden") });
    expect(asLines(forbidden)[0]).to.equal(
      "warning: statefulset emqx: none of its nodes could be queried, so membership, volumes and licences are unknown",
    );
    const one = await findings({ views: views(["emqx-0", "pods/exec is forbidden"]) });
    expect(asLines(one)).to.deep.equal(["warning: pod emqx-0: could not be queried: pods/exec is forbidden"]);
  });

  it("reports an error if all nodes are ready but none can be queried", async () => {
    const found = await findings({ views: refused("command terminated with exit code 137") });
    expect(found.map(({ severity }) => severity)).to.deep.equal(["error", "error", "error"]);
  });
});

function refused(reason: string): ClusterState["views"] {
  return views(["emqx-0", reason], ["emqx-1", reason], ["emqx-2", reason]);
}
