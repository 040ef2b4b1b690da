import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { main } from "../../components/doctor/cli";
import { CannotReadCluster, kubectl, kubectlCommand } from "../../components/doctor/kubectl";
import { readCluster } from "../../components/doctor/readCluster";
import { type NodeView, parseView, viewScript } from "../../components/doctor/view";
import { DiscoveryStrategy, type EmqxClusterArgs } from "../../components/index";
import { deploy, optionalChild } from "./support/cluster";
import { healthy, names, node, pod, replicantNode } from "./support/doctor";

/** Answers of an API server, by the start of the command. All other commands are rejected. */
function answering(answers: Record<string, object | string>) {
  const asked: string[] = [];
  const run = (...args: string[]) => {
    const command = args.join(" ");
    asked.push(command);
    const known = Object.keys(answers).find((words) => command.startsWith(words));
    const answer = known === undefined ? undefined : answers[known];
    return answer === undefined
      ? Promise.reject(new Error("forbidden"))
      : Promise.resolve(typeof answer === "string" ? answer : JSON.stringify(answer));
  };
  return Object.assign(run, { asked });
}

const readPods = (component: string) =>
  `get pods --selector app.kubernetes.io/name=emqx,app.kubernetes.io/instance=emqx,app.kubernetes.io/component=${component} `;

describe("emqx-doctor reads", () => {
  it("events in order of time, without those of earlier pods with the same name", async () => {
    const { statefulSet } = await healthy();
    const event = (uid: string, message: string, lastTimestamp: string) => ({
      type: "Warning",
      reason: "Unhealthy",
      involvedObject: { kind: "Pod", name: "emqx-0", uid },
      message,
      lastTimestamp,
    });
    const kubectl = answering({
      "get statefulset": statefulSet,
      "get pods": { items: [{ ...pod("emqx-0"), metadata: { name: "emqx-0", uid: "now" } }] },
      "get events": {
        items: [
          event("now", "second", "2026-11-23T10:02:00Z"),
          event("now", "first", "2026-11-23T10:01:00Z"),
          event("before", "of its predecessor", "2026-11-23T10:03:00Z"),
        ],
      },
    });
    const { events } = await readCluster(kubectl, "iot", "emqx");
    expect(events?.map(({ message }) => message)).to.deep.equal(["first", "second"]);
  });

  it("the names of other clusters if none has the given name", async () => {
    const kubectl = (...args: string[]) =>
      args.includes("--all-namespaces")
        ? Promise.resolve("NAMESPACE NAME\niot mqtt")
        : Promise.reject(new Error("NotFound"));
    const error = await readCluster(kubectl, "iot", "emqx").catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(CannotReadCluster);
    expect((error as Error).message)
      .to.include("NotFound")
      .and.include("iot mqtt");
  });

  it("replicants and the views of running ones, but no evicted pods", async () => {
    const args = { image: "emqx/emqx-enterprise:5.8.9", replicants: {} };
    const { statefulSet, replicants } = await healthy(args);
    const evicted = pod("emqx-replicant-1");
    evicted.status.phase = "Failed";
    const kubectl = answering({
      "get statefulset": statefulSet,
      "get deployment emqx-replicant": replicants!.deployment!,
      [readPods("core")]: { items: [pod("emqx-0")] },
      [readPods("replicant")]: { items: [pod("emqx-replicant-0"), evicted] },
      "exec ": `== status\nCluster status: #{running_nodes => ['${node("emqx-0")}'],stopped_nodes => []}`,
    });
    const cluster = await readCluster(kubectl, "iot", "emqx");
    expect(cluster.replicants?.pods.map(({ metadata }) => metadata.name)).to.deep.equal(["emqx-replicant-0"]);
    expect([...cluster.views.keys()]).to.deep.equal(["emqx-0", "emqx-replicant-0"]);
  });

  it("the Deployment of replicants once if the cluster has none", async () => {
    const { statefulSet } = await healthy();
    const kubectl = answering({
      "get statefulset": statefulSet,
      "get deployment": "",
      [readPods("core")]: { items: [] },
    });
    expect((await readCluster(kubectl, "iot", "emqx")).replicants).to.deep.equal({ pods: [] });
    expect(kubectl.asked.filter((command) => command.includes("replicant"))).to.have.length(1);
  });

  it("nothing for resources that it may not read", async () => {
    const { statefulSet } = await healthy();
    const kubectl = answering({ "get statefulset": statefulSet, [readPods("core")]: { items: [] } });
    expect(await readCluster(kubectl, "iot", "emqx")).to.include({
      replicants: undefined,
      claims: undefined,
    });
  });
});

describe("The commands that emqx-doctor suggests", () => {
  it("target the Kubernetes cluster that it checked, with quoted options", async () => {
    const options = ["--context", "eu/admin@iot", "--kubeconfig=/home/o'neill/my kubeconfig"];
    const { statefulSet } = await healthy();
    const answers = answering({ "get statefulset": statefulSet, "get pods": { items: [] } });
    const run = Object.assign(answers, { options: kubectl(options).options });
    const command = kubectlCommand(await readCluster(run, "iot", "emqx"), "logs emqx-0");
    const { stdout } = await promisify(execFile)("sh", [
      "-c",
      `kubectl() { printf '%s\\n' "$@"; }\n${command}`,
    ]);
    expect(stdout.trim().split("\n")).to.deep.equal(["--namespace", "iot", ...options, "logs", "emqx-0"]);
  });
});

describe("The script of emqx-doctor in a broker's container", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "emqx-doctor-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const command = (name: string, ...lines: string[]) =>
    writeFile(join(directory, name), ["#!/bin/sh", ...lines].join("\n"), { mode: 0o755 });

  /** The view of a node that the component deploys. The commands answer like those of its image. */
  async function viewOf(
    args: EmqxClusterArgs,
    role: "core" | "replicant" = "core",
    more = {},
  ): Promise<NodeView> {
    const deployed = await deploy({ namespace: "iot", ...args });
    const replicants = optionalChild<{ spec: typeof deployed.statefulSet.inputs.spec }>(
      deployed,
      "Deployment",
    );
    const { env } =
      role === "core" ? deployed.container : replicants!.inputs.spec.template.spec.containers[0];
    // Kubernetes sets these in the container.
    const given: Record<string, string> = { POD_NAME: "emqx-0", POD_NAMESPACE: "iot", EMQX_HOST: "10.0.1.7" };
    const environment = Object.fromEntries(
      env.map(({ name, value = given[name] ?? "secret" }) => [
        name,
        value.replace(/\$\((\w+)\)/g, (_, other: string) => given[other]),
      ]),
    );
    await command(
      "emqx_ctl",
      'case "$*" in',
      `"cluster status") echo "Cluster status: #{running_nodes => ['${node("emqx-0")}'], stopped_nodes => []}" ;;`,
      '*) echo "Usage: emqx ctl"; exit 1 ;;',
      "esac",
    );
    const script = viewScript("emqx-headless", "iot");
    const { stdout } = await promisify(execFile)("sh", ["-c", script], {
      env: { PATH: `${directory}:${process.env.PATH}`, ...environment, ...more },
    });
    return parseView("emqx-0", stdout);
  }

  const domain = "emqx-headless.iot.svc.example.org";
  const clusterDomain = "example.org";
  /** The resolver of Debian, which images use since 5.0. */
  const debian = () =>
    command(
      "getent",
      `[ "$2" = ${domain} ] || exit 2`,
      'case "$1" in ahostsv4) printf "10.0.0.2 STREAM\\n10.0.0.2 DGRAM\\n10.0.0.1 STREAM\\n" ;; *) exit 2 ;; esac',
    );
  /** The resolvers of Alpine, which images of 4.x use. */
  const alpine = async () => {
    await command("getent", 'echo "Unknown database: $1" >&2; exit 1');
    await command(
      "nslookup",
      `[ "$*" = "-type=a ${domain}" ] || exit 1`,
      'printf "Server:\\t\\t10.96.0.10\\nAddress:\\t10.96.0.10:53\\n\\n"',
      `printf "Name:\\t${domain}\\nAddress: 10.0.0.1\\nName:\\t${domain}\\nAddress: 10.0.0.2\\n"`,
    );
  };
  const refusing = () => command("bash", 'echo "connect: Connection refused" >&2; exit 1');

  const cases: [title: string, args: EmqxClusterArgs, resolver: () => Promise<void>, role?: "replicant"][] = [
    ["EMQX 5.x", {}, debian],
    ["EMQX 5.x with DNS discovery", { discovery: { strategy: DiscoveryStrategy.Dns } }, debian],
    ["a replicant", { image: "emqx/emqx-enterprise:5.8.9", replicants: {} }, debian, "replicant"],
    ["EMQX 4.x", { image: "emqx/emqx:4.4.19" }, alpine],
    [
      "EMQX 4.x with DNS discovery",
      { image: "emqx/emqx:4.4.19", discovery: { strategy: DiscoveryStrategy.Dns } },
      alpine,
    ],
  ];
  for (const [title, args, resolver, role] of cases) {
    it(`resolves the headless Service for ${title}`, async () => {
      await resolver();
      await refusing();
      const { running, addresses, unreachable } = await viewOf({ clusterDomain, ...args }, role);
      expect(running).to.deep.equal([node("emqx-0")]);
      expect(addresses).to.deep.equal(["10.0.0.1", "10.0.0.2"]);
      // A refused connection shows that nothing blocks the traffic.
      expect(unreachable).to.deep.equal([]);
    });
  }

  it("finds no addresses if DNS has none", async () => {
    await command("getent", "exit 2");
    expect((await viewOf({})).addresses).to.deep.equal([]);
  });

  it("reports addresses that do not answer in time", async () => {
    await debian();
    await command("bash", 'case "$2" in */10.0.0.2/4370) exit 124 ;; esac');
    expect((await viewOf({ clusterDomain })).unreachable).to.deep.equal(["10.0.0.2"]);
  });

  it("measures the volume at mnesia/ for EMQX 4.x, and at the data folder for 5.x", async () => {
    await command("getent", "exit 2");
    await command(
      "df",
      'case "$2" in */mnesia) used=91 ;; *) used=10 ;; esac; echo "/dev/sdb 9 8 1 $used% x"',
    );
    const data = { EMQX_NODE__DATA_DIR: join(directory, "data") };
    expect((await viewOf({}, "core", data)).used).to.equal(10);
    await mkdir(join(directory, "data/mnesia"), { recursive: true });
    expect((await viewOf({ image: "emqx/emqx:4.4.19" }, "core", data)).used).to.equal(91);
  });

  it("parses the output of the broker's commands", () => {
    const output = [
      "== status",
      "Cluster status: #{running_nodes =>",
      `                      ['${node("emqx-0")}','${node("emqx-1")}','${replicantNode("10.0.1.7")}'],`,
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
      running: [node("emqx-0"), node("emqx-1"), replicantNode("10.0.1.7")],
      stopped: [node("emqx-2")],
      addresses: ["10.0.0.1", "10.0.0.2"],
      unreachable: ["10.0.0.2"],
      cookie: "0123456789abcdef",
      used: 91,
      licenseUntil: "2027-01-31",
    });
  });

  it("finds no node names in errors of the broker's commands", () => {
    const output = `== status\nERROR: EMQX_NODE__COOKIE is different from the cookie used by ${node("emqx-0")}\n`;
    expect(parseView("emqx-0", output).running).to.deep.equal([]);
  });
});

describe("The command emqx-doctor", () => {
  let directory: string;
  const path = process.env.PATH;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "emqx-doctor-"));
    const { statefulSet, headless } = await healthy();
    const answers = {
      statefulset: statefulSet,
      pods: { items: names.map((name) => pod(name)) },
      service: headless,
    };
    for (const [kind, answer] of Object.entries(answers)) {
      await writeFile(join(directory, `${kind}.json`), JSON.stringify(answer));
    }
    process.env.PATH = `${directory}:${path}`;
  });
  afterEach(async () => {
    process.env.PATH = path;
    await rm(directory, { recursive: true });
  });

  /** Runs the command with a kubectl that runs this shell code for `exec`. Returns the exit code and the output. */
  async function run(exec: string): Promise<{ code: number; output: string }> {
    const kubectl = [
      "#!/bin/sh",
      'case "$*" in',
      `*" exec "*) ${exec} ;;`,
      '*" can-i "*) echo yes ;;',
      ...["statefulset", "pods", "service"].map(
        (kind) => `*" get ${kind} "*) cat ${directory}/${kind}.json ;;`,
      ),
      '*" get deployment "*) ;;',
      `*) echo '{ "items": [] }' ;;`,
      "esac",
    ];
    await writeFile(join(directory, "kubectl"), kubectl.join("\n"), { mode: 0o755 });
    const lines: string[] = [];
    const code = await main(["emqx", "--namespace", "iot", "--context", "eu"], (line) => lines.push(line));
    return { code, output: lines.join("\n") };
  }

  const all = names.map((name) => `'${node(name)}'`).join();
  const whole = `printf '== status\\n#{running_nodes => [%s],stopped_nodes => []}\\n' "${all}"`;
  const forbidden = 'echo \'pods "emqx-0" is forbidden: cannot create resource "pods/exec"\' >&2; exit 1';

  it("exits with 0 if it finds no problems", async () => {
    expect(await run(whole)).to.deep.equal({
      code: 0,
      output: "EmqxCluster emqx in namespace iot: no problems found in 3 pods.",
    });
  });

  it("exits with 2 and says why if it cannot query any node", async () => {
    for (const exec of [forbidden, "echo 'error dialing backend: no route to host' >&2; exit 1"]) {
      const { code, output } = await run(exec);
      expect(code).to.equal(2);
      expect(output).to.include("none of its nodes could be queried");
    }
  });

  it("exits with 0 if it can query some nodes and finds no errors", async () => {
    const { code, output } = await run(`case "$*" in *" emqx-1 "*) ${forbidden} ;; *) ${whole} ;; esac`);
    expect(output).to.include("warning: pod emqx-1: could not be queried");
    expect(code).to.equal(0);
  });

  it("exits with 1 for errors, even if it cannot query any node", async () => {
    await writeFile(join(directory, "pods.json"), JSON.stringify({ items: [pod("emqx-0")] }));
    expect((await run(forbidden)).code).to.equal(1);
  });

  it("exits with 1 if pods are ready but no broker answers", async () => {
    const { code, output } = await run("echo '== status'");
    expect(output).to.include("error: pod emqx-0: its broker does not answer");
    expect(output).to.include("  Read its log: kubectl --namespace iot --context eu logs emqx-0");
    expect(code).to.equal(1);
  });
});
