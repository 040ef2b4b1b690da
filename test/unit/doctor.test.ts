import { expect } from "chai";
import type { Claim, Happening, Seen } from "../../components/doctor/look";
import { asLines, claims, crashing, findings, kubectlPrefix, node, pod, view, views } from "./support/doctor";

const others = [pod("emqx-0"), pod("emqx-1")];
const claim = (status: object) => [{ ...claims("emqx-0")[0], status }] as Claim[];
const island = view("emqx-2", { running: [node("emqx-2")] });
const whole = [
  view("emqx-0", { running: [node("emqx-0"), node("emqx-1")] }),
  view("emqx-1", { running: [node("emqx-0"), node("emqx-1")] }),
];
const probeFailed: Happening = {
  object: "Pod emqx-2",
  reason: "Unhealthy",
  message: "Startup probe failed: 1 of 3 nodes are members of the cluster",
};

describe("emqx-doctor", () => {
  it("finds nothing wrong with a whole cluster", async () => {
    expect(await findings({})).to.deep.equal([]);
  });

  const cases: [title: string, change: Partial<Seen>, ...expected: string[]][] = [
    [
      "a quota that is too small",
      {
        pods: others,
        happenings: [{ object: "StatefulSet emqx", reason: "FailedCreate", message: "exceeded quota: two" }],
      },
      ...["error", "statefulset emqx", "2 of 3 pods are there: exceeded quota: two", "quota"],
    ],
    [
      "a pod that fits nowhere",
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
      "an image that is not there",
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
      "a Secret that is missing",
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
        happenings: [
          { object: "Pod emqx-2", reason: "FailedMount", message: 'secret "emqx-tls" not found' },
          { object: "Pod emqx-2", reason: "Other", message: "later" },
        ],
      },
      ...["error", "pod emqx-2", 'has no container yet: secret "emqx-tls" not found', "Secret"],
    ],
    [
      "a broker that crashes, with its last words",
      { pods: [...others, crashing("emqx-2", "failed_to_check_schema\nemqx_conf_schema")] },
      ...[
        "error",
        "pod emqx-2",
        "exit code 1 (Error), 4 times: failed_to_check_schema / emqx_conf_schema",
        "configuration",
      ],
    ],
    [
      "a broker without enough memory",
      { pods: [...others, crashing("emqx-2", "", "OOMKilled")] },
      ...["error", "pod emqx-2", "OOMKilled", "memory in resources"],
    ],
    [
      "a volume that is full",
      { pods: [...others, crashing("emqx-2", "/opt/emqx/data/mnesia/emqx@emqx-2/LATEST.LOG: enospc")] },
      ...["error", "pod emqx-2", "enospc", "a larger persistence.size"],
    ],
    [
      "a volume that may not be written to",
      { pods: [...others, crashing("emqx-2", "mkdir: cannot create '/opt/emqx/data': Permission denied")] },
      ...["error", "pod emqx-2", "Permission denied", "fsGroup", "pods.securityContext"],
    ],
    [
      "a node that has not joined yet",
      {
        pods: [...others, pod("emqx-2", { broker: { ready: false, started: false } })],
        happenings: [probeFailed],
      },
      ...["error", "pod emqx-2", "has not started: Startup probe failed: 1 of 3 nodes are members"],
    ],
    [
      "pods of two releases",
      { pods: [...others, pod("emqx-2", {}, "emqx/emqx:5.8.8")] },
      ...["warning", "statefulset emqx", "different images: emqx/emqx:5.8.8, emqx/emqx:5.8.9"],
    ],
    [
      "a claim without a volume",
      {
        claims: claim({ phase: "Pending" }),
        happenings: [
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
        "is Pending: no storage class is set",
        "storageClassName",
      ],
    ],
    [
      "a claim that grows",
      {
        claims: claim({
          phase: "Bound",
          capacity: { storage: "1Gi" },
          conditions: [{ type: "FileSystemResizePending" }],
        }),
      },
      ...["warning", "persistentvolumeclaim emqx-data-emqx-0", "has 1Gi, and 2Gi are asked for", "restarted"],
    ],
    ["no headless Service", { headless: undefined }, "error", "service emqx-headless", "is not there"],
    [
      "rights that are missing",
      { mayGetEndpoints: false },
      ...["error", "serviceaccount emqx", "may not get endpoints/emqx-headless in iot", "Role"],
    ],
    [
      "a cluster in two parts",
      { views: views(...whole, island) },
      ...["error", "statefulset emqx", "2 clusters: emqx-0 with emqx-1 | emqx-2", "delete pod emqx-2"],
    ],
    [
      "cookies that differ",
      { views: views(...whole, { ...island, cookie: "bbbb" }) },
      ...["error", "statefulset emqx", "different Erlang cookies", "at once"],
    ],
    [
      "DNS that does not know the pods",
      { views: views(...whole, { ...island, addresses: [] }) },
      ...["error", "pod emqx-2", "finds 0 addresses behind emqx-headless in DNS", "clusterDomain"],
    ],
    [
      "DNS that does not know a pod whose broker does not answer, as it does not know itself either",
      { views: views(...whole, { ...island, running: [], addresses: [] }) },
      ...["error", "pod emqx-2", "finds 0 addresses behind emqx-headless in DNS", "clusterDomain"],
    ],
    [
      "a network that is in the way",
      { views: views(...whole, { ...island, unreachable: ["10.0.0.1"] }) },
      ...["error", "pod emqx-2", "does not reach port 4370 of 10.0.0.1", "NetworkPolicies"],
    ],
    [
      "a volume that is nearly full",
      { views: views(view("emqx-1", { used: 91 })) },
      ...["warning", "pod emqx-1", "91 % full", "persistence.size"],
    ],
    [
      "a licence that ends soon",
      { views: views(view("emqx-1", { licenseUntil: "2026-12-01" })) },
      ...["warning", "pod emqx-1", "ends on 2026-12-01", "license"],
    ],
    [
      "a licence that has ended",
      { views: views(view("emqx-1", { licenseUntil: "2026-11-01" })) },
      ...["error", "pod emqx-1", "ended on 2026-11-01"],
    ],
    [
      "what it could not read",
      { claims: undefined },
      "warning",
      "persistentvolumeclaims",
      "could not be read",
    ],
    [
      "a pod that it may not look into",
      { views: views(["emqx-0", "pods/exec is forbidden"]) },
      ...["warning", "pod emqx-0", "pods/exec is forbidden", "somebody who may"],
    ],
    [
      "a pod that cannot be looked into",
      { views: views(["emqx-0", "command terminated with exit code 137"]) },
      ...["warning", "pod emqx-0", "exit code 137", `${kubectlPrefix} describe pod emqx-0`],
    ],
  ];
  for (const [title, change, severity, subject, ...texts] of cases) {
    it(`tells of ${title}`, async () => {
      const found = (await findings(change)).find(
        (each) =>
          each.subject === subject && JSON.stringify(each).includes(JSON.stringify(texts[0]).slice(1, -1)),
      );
      expect(found?.severity, JSON.stringify(await findings(change))).to.equal(severity);
      for (const text of texts) {
        expect(`${found?.problem} ${found?.advice}`).to.include(text);
      }
      // A command that is copied must not end up at another Kubernetes cluster, or in another namespace.
      expect(found?.advice.replaceAll(kubectlPrefix, "")).not.to.include("kubectl");
    });
  }

  it("takes a broker that does not answer for broken where its pod is ready, and only then", async () => {
    const silent = views(view("emqx-2", { running: [] }));
    const starting = pod("emqx-2", { broker: { ready: false, started: false } });
    const problem = "pod emqx-2: its broker does not answer";
    expect(asLines(await findings({ views: silent }))).to.include(`error: ${problem}`);
    expect(asLines(await findings({ pods: [...others, starting], views: silent }))).to.include(
      `warning: ${problem}`,
    );
  });

  it("says that it knows nothing of the nodes where it may not look into any", async () => {
    const forbidden = await findings({ views: refused("pods/exec is forbidden") });
    expect(asLines(forbidden)[0]).to.equal(
      "warning: statefulset emqx: could not look into any node, so membership, volumes and licences are not known",
    );
    const one = await findings({ views: views(["emqx-0", "pods/exec is forbidden"]) });
    expect(asLines(one)).to.deep.equal(["warning: pod emqx-0: could not be asked: pods/exec is forbidden"]);
  });

  it("takes it for an error where not one ready node can answer what it is asked", async () => {
    const found = await findings({ views: refused("command terminated with exit code 137") });
    expect(found.map(({ severity }) => severity)).to.deep.equal(["error", "error", "error"]);
  });
});

function refused(reason: string): Seen["views"] {
  return views(["emqx-0", reason], ["emqx-1", reason], ["emqx-2", reason]);
}
