import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { diagnose, type Finding } from "../../components/doctor/findings";
import {
  type Claim,
  type Happening,
  look,
  type NodeView,
  type Pod,
  parseView,
  type Seen,
  viewScript,
} from "../../components/doctor/look";
import { CannotLook } from "../../components/doctor/kubectl";
import { deploy } from "./support/cluster";

const now = new Date("2026-11-23T12:00:00Z");
const node = (pod: string) => `emqx@${pod}.emqx-headless.iot.svc.cluster.local`;
const names = ["emqx-0", "emqx-1", "emqx-2"];

function pod(name: string, status: object = {}, image = "emqx/emqx:5.8.9"): Pod {
  const broker = { name: "emqx", ready: true, started: true, restartCount: 0, state: { running: {} } };
  return {
    metadata: { name },
    spec: { containers: [{ name: "emqx", image }] },
    status: {
      conditions: [{ type: "PodScheduled", status: "True" }],
      ...status,
      containerStatuses: [{ ...broker, ...(status as { broker?: object }).broker }],
    },
  } as unknown as Pod;
}

function view(name: string, change: Partial<NodeView> = {}): NodeView {
  return {
    pod: name,
    running: names.map(node),
    stopped: [],
    addresses: ["10.0.0.1", "10.0.0.2", "10.0.0.3"],
    unreachable: [],
    cookie: "aaaa",
    used: 10,
    ...change,
  };
}

/** A cluster in which nothing is wrong, as it is looked at. */
async function healthy(): Promise<Seen> {
  const { statefulSet, headlessService } = await deploy({ namespace: "iot" });
  return {
    name: "emqx",
    namespace: "iot",
    statefulSet: statefulSet.inputs,
    pods: names.map((name) => pod(name)),
    claims: [],
    happenings: [],
    headless: headlessService.inputs,
    mayGetEndpoints: true,
    views: new Map(names.map((name) => [name, view(name)])),
  };
}

async function findings(change: Partial<Seen>): Promise<Finding[]> {
  return diagnose({ ...(await healthy()), ...change }, now);
}

const views = (...changed: NodeView[]) =>
  new Map([...names.map((name) => view(name)), ...changed].map((each) => [each.pod, each]));
const others = [pod("emqx-0"), pod("emqx-1")];
const claim = (status: object) =>
  ({
    metadata: { name: "emqx-data-emqx-0" },
    spec: { resources: { requests: { storage: "2Gi" } } },
    status,
  }) as unknown as Claim;
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
      {
        pods: [
          ...others,
          pod("emqx-2", {
            broker: {
              ready: false,
              started: false,
              restartCount: 4,
              state: { waiting: { reason: "CrashLoopBackOff" } },
              lastState: {
                terminated: {
                  exitCode: 1,
                  reason: "Error",
                  message: "failed_to_check_schema\nemqx_conf_schema",
                },
              },
            },
          }),
        ],
      },
      ...[
        "error",
        "pod emqx-2",
        "exit code 1 (Error), 4 times: failed_to_check_schema / emqx_conf_schema",
        "configuration",
      ],
    ],
    [
      "a node that the others have forgotten",
      {
        pods: [
          ...others,
          pod("emqx-2", {
            broker: {
              ready: false,
              started: false,
              state: { waiting: { reason: "CrashLoopBackOff" } },
              lastState: {
                terminated: {
                  exitCode: 1,
                  reason: "Error",
                  message: "Failed to merge schema: {aborted,function_clause}",
                },
              },
            },
          }),
        ],
      },
      ...["error", "pod emqx-2", "Failed to merge schema", "kubectl delete pvc emqx-data-emqx-2"],
    ],
    [
      "a broker without enough memory",
      {
        pods: [
          ...others,
          pod("emqx-2", {
            broker: {
              ready: false,
              started: false,
              state: { waiting: { reason: "CrashLoopBackOff" } },
              lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
            },
          }),
        ],
      },
      ...["error", "pod emqx-2", "OOMKilled", "memory"],
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
        claims: [claim({ phase: "Pending" })],
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
        claims: [
          claim({
            phase: "Bound",
            capacity: { storage: "1Gi" },
            conditions: [{ type: "FileSystemResizePending" }],
          }),
        ],
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
      ...["error", "statefulset emqx", "2 clusters: emqx-0 with emqx-1 | emqx-2", "smaller part"],
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
      "a node that was removed and is still waited for",
      { views: views(view("emqx-0", { stopped: [node("emqx-7")] })) },
      ...["warning", `node ${node("emqx-7")}`, "belongs to no pod", `force-leave ${node("emqx-7")}`],
    ],
    [
      "the data of such a node, on which it could not start again",
      {
        claims: ["emqx-data-emqx-1", "emqx-data-emqx-7"].map((name) => ({
          ...claim({ phase: "Bound", capacity: { storage: "2Gi" } }),
          metadata: { name },
        })) as Claim[],
        views: views(view("emqx-0", { stopped: [node("emqx-7")] })),
      },
      ...[
        "warning",
        `node ${node("emqx-7")}`,
        `force-leave ${node("emqx-7")} && kubectl delete pvc emqx-data-emqx-7`,
      ],
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
      { views: new Map([["emqx-0", "pods/exec is forbidden"]]) },
      ...["warning", "pod emqx-0", "pods/exec is forbidden", "somebody who may"],
    ],
    [
      "a pod that cannot be looked into",
      { views: new Map([["emqx-0", "command terminated with exit code 137"]]) },
      ...["warning", "pod emqx-0", "exit code 137", "kubectl describe pod emqx-0"],
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
    });
  }

  it("does not take a stopped node that has a pod for one that was removed", async () => {
    expect(await findings({ views: views(view("emqx-0", { stopped: [node("emqx-2")] })) })).to.deep.equal([]);
  });

  it("reads what a broker's own commands print", () => {
    const output = [
      "== status",
      "Cluster status: #{running_nodes =>",
      `                      ['${node("emqx-0")}','${node("emqx-1")}'],`,
      `                  stopped_nodes => ['${node("emqx-2")}']}`,
      "== addresses",
      "10.0.0.1 10.0.0.2",
      "== unreachable",
      "10.0.0.2",
      "== cookie",
      "0123456789abcdef0123456789abcdef  -",
      "== volume",
      "/dev/sdb         1014336   912902     101434      91% /opt/emqx/data",
      "== license",
      "customer        : Example\nexpiry_at       : 2027-01-31",
    ].join("\n");
    expect(parseView("emqx-0", output)).to.deep.equal({
      pod: "emqx-0",
      running: [node("emqx-0"), node("emqx-1")],
      stopped: [node("emqx-2")],
      addresses: ["10.0.0.1", "10.0.0.2"],
      unreachable: ["10.0.0.2"],
      cookie: "0123456789abcdef",
      used: 91,
      licenseUntil: "2027-01-31",
    });
  });

  it("asks brokers that have no command about licences, too", async () => {
    const directory = await mkdtemp(join(tmpdir(), "emqx-doctor-"));
    try {
      const command = `#!/bin/sh
case "$*" in
"cluster status") echo "Cluster status: #{running_nodes => ['${node("emqx-0")}'], stopped_nodes => []}" ;;
*) echo "Usage: emqx ctl"; exit 1 ;;
esac`;
      await writeFile(join(directory, "emqx_ctl"), command, { mode: 0o755 });
      const env = { PATH: `${directory}:${process.env.PATH}`, EMQX_NODE__COOKIE: "c" };
      const { stdout } = await promisify(execFile)("sh", ["-c", viewScript("emqx-headless")], { env });
      expect(parseView("emqx-0", stdout)).to.include({ pod: "emqx-0" });
      expect(parseView("emqx-0", stdout).running).to.deep.equal([node("emqx-0")]);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("takes no node from an error of the broker's commands", () => {
    const output = `== status\nERROR: EMQX_NODE__COOKIE is different from the cookie used by ${node("emqx-0")}\n`;
    expect(parseView("emqx-0", output).running).to.deep.equal([]);
  });

  it("goes by the last events, and by none of pods that were called the same", async () => {
    const { statefulSet } = await healthy();
    const event = (uid: string, message: string, lastTimestamp: string) => ({
      type: "Warning",
      reason: "Unhealthy",
      involvedObject: { kind: "Pod", name: "emqx-0", uid },
      message,
      lastTimestamp,
    });
    const answers: Record<string, object> = {
      statefulset: statefulSet,
      pods: { items: [{ ...pod("emqx-0"), metadata: { name: "emqx-0", uid: "now" } }] },
      events: {
        items: [
          event("now", "second", "2026-11-23T10:02:00Z"),
          event("now", "first", "2026-11-23T10:01:00Z"),
          event("before", "of its predecessor", "2026-11-23T10:03:00Z"),
        ],
      },
    };
    const kubectl = (...args: string[]) =>
      args[0] === "get" && args[1] in answers
        ? Promise.resolve(JSON.stringify(answers[args[1]]))
        : Promise.reject(new Error("forbidden"));
    const { happenings } = await look(kubectl, "iot", "emqx");
    expect(happenings?.map(({ message }) => message)).to.deep.equal(["first", "second"]);
  });

  it("says which clusters there are where there is none of that name", async () => {
    const kubectl = (...args: string[]) =>
      args.includes("--all-namespaces")
        ? Promise.resolve("NAMESPACE NAME\niot mqtt")
        : Promise.reject(new Error("NotFound"));
    const error = await look(kubectl, "iot", "emqx").catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(CannotLook);
    expect((error as Error).message)
      .to.include("NotFound")
      .and.include("iot mqtt");
  });
});
