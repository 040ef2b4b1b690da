import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import {
  DnsPolicy,
  Edition,
  type EmqxClusterArgs,
  HttpScheme,
  ImagePullPolicy,
  UserIds,
} from "../../components/index";
import { brokerEnvironment, type Deployed, deploy, optionalChild, refusal } from "./support/cluster";
import { notKnownYet } from "./support/mocks";

const spec = ({ statefulSet }: Deployed) => statefulSet.inputs.spec.template.spec;
const metadata = ({ statefulSet }: Deployed) => statefulSet.inputs.spec.template.metadata;

describe("The pods", () => {
  it("have additional labels and annotations that no other object has", async () => {
    const deployed = await deploy({
      labels: { team: "a" },
      pods: { labels: { "sidecar.istio.io/inject": "false" }, annotations: { checksum: "1" } },
    });
    expect(metadata(deployed).labels).to.include({ team: "a", "sidecar.istio.io/inject": "false" });
    expect(metadata(deployed).annotations).to.deep.equal({ checksum: "1" });
    expect(deployed.statefulSet.inputs.metadata.labels).not.to.have.property("sidecar.istio.io/inject");
    expect(deployed.statefulSet.inputs.spec.selector.matchLabels).not.to.have.property("team");
  });

  it("stay hardened if one field of a security context is changed", async () => {
    const deployed = await deploy({
      pods: {
        securityContext: { runAsUser: 2000, sysctls: [{ name: "net.core.somaxconn", value: "1024" }] },
        containerSecurityContext: {
          readOnlyRootFilesystem: false,
          capabilities: { add: ["NET_BIND_SERVICE"] },
        },
      },
    });
    expect(spec(deployed).securityContext).to.deep.equal({
      runAsNonRoot: true,
      runAsUser: 2000,
      runAsGroup: 1000,
      fsGroup: 1000,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
      sysctls: [{ name: "net.core.somaxconn", value: "1024" }],
    });
    expect(deployed.container.securityContext).to.deep.equal({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
      readOnlyRootFilesystem: false,
    });
  });

  it("stay hardened if a field of a security context is undefined", async () => {
    const deployed = await deploy({
      pods: {
        securityContext: { runAsNonRoot: undefined, seccompProfile: { type: undefined as never } },
        containerSecurityContext: { readOnlyRootFilesystem: undefined, capabilities: { drop: undefined } },
        extraContainers: [
          {
            name: "logs",
            image: "vector:0.50",
            securityContext: { allowPrivilegeEscalation: undefined, capabilities: undefined },
          },
        ],
      },
    });
    const plain = await deploy();
    expect(spec(deployed).securityContext).to.deep.equal(spec(plain).securityContext);
    for (const { securityContext } of spec(deployed).containers) {
      expect(securityContext).to.deep.equal(plain.container.securityContext);
    }
    const pods = { containerSecurityContext: { readOnlyRootFilesystem: undefined } };
    const { container } = await deploy({ image: "emqx/emqx:4.4.19", pods });
    expect(container.securityContext.readOnlyRootFilesystem).to.equal(false);
  });

  it("can have additional containers, hardened like the broker's", async () => {
    const deployed = await deploy({
      pods: {
        initContainers: [{ name: "wait", image: "busybox:1.37", command: ["true"] }],
        extraContainers: [
          {
            name: "logs",
            image: "vector:0.50",
            volumeMounts: [{ name: "log", mountPath: "/logs" }],
            securityContext: { runAsUser: 3000 },
          },
        ],
      },
    });
    const hardened = {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    };
    expect(spec(deployed).initContainers).to.deep.equal([
      { name: "wait", image: "busybox:1.37", command: ["true"], securityContext: hardened },
    ]);
    expect(spec(deployed).containers.map(({ name }) => name)).to.deep.equal(["emqx", "logs"]);
    expect(spec(deployed).containers[1].securityContext).to.deep.equal({ ...hardened, runAsUser: 3000 });
  });

  it("can have additional containers with probes and hooks", async () => {
    const life = {
      startupProbe: { command: ["ready"], failureThreshold: 30 },
      readinessProbe: {
        httpGet: { path: "/ready", port: 8080, scheme: HttpScheme.Https },
        successThreshold: 2,
      },
      livenessProbe: { tcpPort: 8080, periodSeconds: 5 },
      lifecycle: { preStop: ["flush"] },
    };
    const rendered = {
      startupProbe: { exec: { command: ["ready"] }, failureThreshold: 30 },
      readinessProbe: { httpGet: { path: "/ready", port: 8080, scheme: "HTTPS" }, successThreshold: 2 },
      livenessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 5 },
      lifecycle: { preStop: { exec: { command: ["flush"] } } },
    };
    const sidecar = { name: "proxy", image: "envoy:1.36", restartPolicy: "Always" };
    const deployed = await deploy({
      pods: {
        initContainers: [{ ...sidecar, ...life }],
        extraContainers: [
          {
            name: "logs",
            image: "vector:0.50",
            ...life,
            livenessProbe: { grpc: { port: 9000, service: "logs" } },
          },
        ],
      },
    });
    expect(spec(deployed).initContainers[0]).to.deep.include({ ...sidecar, ...rendered });
    expect(spec(deployed).containers[1]).to.deep.include({
      ...rendered,
      livenessProbe: { grpc: { port: 9000, service: "logs" } },
    });
  });

  it("can have additional volumes", async () => {
    const pods = {
      volumes: [{ name: "rules", configMap: { name: "rules" } }],
      volumeMounts: [{ name: "rules", mountPath: "/etc/rules" }],
    };
    const [plain, deployed] = [await deploy(), await deploy({ pods })];
    expect(spec(deployed).volumes).to.deep.equal([...spec(plain).volumes, ...pods.volumes]);
    expect(deployed.container.volumeMounts).to.deep.equal([
      ...plain.container.volumeMounts,
      ...pods.volumeMounts,
    ]);
  });

  it("keep logs and temporary files on the user's volumes instead of empty ones", async () => {
    const pods = {
      volumes: [
        { name: "logs", persistentVolumeClaim: { claimName: "logs" } },
        { name: "scratch", emptyDir: { medium: "Memory" } },
      ],
      volumeMounts: [
        { name: "logs", mountPath: "/opt/emqx/log/", subPathExpr: "$(POD_NAME)" },
        { name: "scratch", mountPath: "/tmp" },
      ],
    };
    const [plain, deployed] = [await deploy(), await deploy({ pods })];
    const others = ({ name }: { name: string }) => !["log", "tmp"].includes(name);
    expect(spec(deployed).volumes).to.deep.equal([...spec(plain).volumes.filter(others), ...pods.volumes]);
    expect(deployed.container.volumeMounts).to.deep.equal([
      ...plain.container.volumeMounts.filter(others),
      ...pods.volumeMounts,
    ]);
  });

  it("can have additional variables, which can refer to the component's variables", async () => {
    const deployed = await deploy({
      pods: { env: [{ name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }] },
    });
    expect(brokerEnvironment(deployed).NODE).to.equal("field spec.nodeName");
    expect(deployed.container.env.slice(-1)[0].name).to.equal("NODE");
  });

  it("quote the text of EMQX's variables if necessary, and keep that of others", async () => {
    const env = [
      { name: "EMQX_A__B", value: "a#b // c" },
      { name: "OTHER", value: "a#b // c" },
      { name: "EMQX_A__C", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
    ];
    expect((await deploy({ pods: { env } })).container.env.slice(-3)).to.deep.equal([
      { name: "EMQX_A__B", value: '"a#b // c"' },
      env[1],
      env[2],
    ]);
  });

  it("pass on all other fields unchanged", async () => {
    const rest = {
      command: ["/wrapper"],
      args: ["emqx", "foreground"],
    };
    const podRest = {
      hostAliases: [{ ip: "10.0.0.1", hostnames: ["db"] }],
      dnsPolicy: DnsPolicy.None,
      dnsConfig: { nameservers: ["10.0.0.2"] },
      runtimeClassName: "gvisor",
      terminationGracePeriodSeconds: 600,
    };
    const deployed = await deploy({
      imagePullPolicy: ImagePullPolicy.Always,
      imagePullSecrets: ["registry"],
      pods: { ...rest, ...podRest, lifecycle: { preStop: ["sleep", "5"] } },
      leaveWhenScaledDown: false,
    });
    expect(deployed.container).to.deep.include({ ...rest, imagePullPolicy: "Always" });
    expect(deployed.container.lifecycle).to.deep.equal({ preStop: { exec: { command: ["sleep", "5"] } } });
    expect(spec(deployed)).to.deep.include({ ...podRest, imagePullSecrets: [{ name: "registry" }] });
  });

  it("have only one unknown volume if the name of a Secret is unknown", async () => {
    const volumes = [{ name: "own", secret: { secretName: notKnownYet<string>() } }];
    const { statefulSet } = await deploy({ pods: { volumes } }, { preview: true });
    expect(statefulSet.unknowns).to.deep.equal(["spec.template.spec.volumes"]);
  });

  const container = { name: "a", image: "b" };
  const refused: [path: string, args: object, text: string][] = [
    [
      "pods.extraContainers[0].name",
      { extraContainers: [{ ...container, name: "emqx" }] },
      "reserved for one of the component's containers",
    ],
    ["pods.extraContainers[0].image", { extraContainers: [{ name: "a" }] }, "an image"],
    ["pods.extraContainers[0].probe", { extraContainers: [{ ...container, probe: {} }] }, "unknown argument"],
    [
      "pods.initContainers[0].imagePullPolicy",
      { initContainers: [{ ...container, imagePullPolicy: "x" }] },
      "Always",
    ],
    [
      "pods.extraContainers[0].restartPolicy",
      { extraContainers: [{ ...container, restartPolicy: "Always" }] },
      "only valid for initContainers",
    ],
    [
      "pods.initContainers[0].restartPolicy",
      { initContainers: [{ ...container, restartPolicy: "Never" }] },
      'got "Never"; must be Always',
    ],
    [
      "pods.initContainers[0].readinessProbe",
      { initContainers: [{ ...container, readinessProbe: { tcpPort: 80 } }] },
      "only valid if restartPolicy is Always",
    ],
    [
      "pods.extraContainers[0].readinessProbe",
      { extraContainers: [{ ...container, readinessProbe: { tcpPort: 80, command: ["a"] } }] },
      "one of command, httpGet, tcpPort, grpc",
    ],
    [
      "pods.extraContainers[0].readinessProbe",
      { extraContainers: [{ ...container, readinessProbe: {} }] },
      "one of command, httpGet, tcpPort, grpc",
    ],
    [
      "pods.extraContainers[0].readinessProbe.httpGet.port",
      { extraContainers: [{ ...container, readinessProbe: { httpGet: { port: "http" } } }] },
      'got "http"; must be a whole number from 1 to 65535',
    ],
    [
      "pods.extraContainers[0].readinessProbe.httpGet.path",
      { extraContainers: [{ ...container, readinessProbe: { httpGet: { port: 80, path: "ready" } } }] },
      "begins with /",
    ],
    [
      "pods.extraContainers[0].readinessProbe.exec",
      { extraContainers: [{ ...container, readinessProbe: { exec: { command: ["a"] } } }] },
      "unknown argument; must be one of command, httpGet",
    ],
    [
      "pods.extraContainers[0].livenessProbe.successThreshold",
      { extraContainers: [{ ...container, livenessProbe: { tcpPort: 80, successThreshold: 2 } }] },
      "must be 1; only a readinessProbe",
    ],
    [
      "pods.extraContainers[0].livenessProbe.periodSeconds",
      { extraContainers: [{ ...container, livenessProbe: { tcpPort: 80, periodSeconds: 0 } }] },
      "at least 1",
    ],
    [
      "pods.extraContainers[0].lifecycle.preStop",
      { extraContainers: [{ ...container, lifecycle: { preStop: "flush" } }] },
      "a list",
    ],
    [
      "pods.volumes[0].name",
      { volumes: [{ name: "emqx-data", emptyDir: {} }] },
      "reserved for one of the component's volumes",
    ],
    [
      "pods.volumeMounts[0].mountPath",
      { volumeMounts: [{ name: "a", mountPath: "/opt/emqx/data/" }] },
      "does not mount itself",
    ],
    [
      "pods.volumeMounts[0].mountPath",
      { volumeMounts: [{ name: "a", mountPath: "etc" }] },
      "an absolute path",
    ],
    ["pods.env[0].name", { env: [{ name: "EMQX_NODE__COOKIE", value: "x" }] }, "credentials.cookie"],
    ["pods.lifecycle.stop", { lifecycle: { stop: ["a"] } }, "postStart, preStop"],
    ["pods.lifecycle.preStop", { lifecycle: { preStop: "sleep 5" } }, "a list"],
    ["pods.terminationGracePeriodSeconds", { terminationGracePeriodSeconds: -1 }, "at least 0"],
    ["pods.dnsPolicy", { dnsPolicy: "None of it" }, "ClusterFirst"],
    [
      "pods.labels.app.kubernetes.io/component",
      { labels: { "app.kubernetes.io/component": "x" } },
      "the component",
    ],
    ["pods.userIds", { userIds: "openshift" }, "fixed, assigned"],
    ["pods.securityContext", { securityContext: ["a"] }, "an object"],
    ["pods.extraContainers[0].env[0].name", { extraContainers: [{ ...container, env: [{}] }] }, "a variable"],
    ["pods.env[0]", { env: [null] }, "got null; must be an object"],
    ["pods.env[0].value", { env: [{ name: "A", value: 5 }] }, "got 5; must be a string"],
    ["pods.command[0]", { command: [5] }, "a string"],
    ["pods.dnsConfig", { dnsConfig: "8.8.8.8" }, "an object"],
    ["pods.runtimeClassName", { runtimeClassName: "g V" }, "a RuntimeClass"],
    ["pods.replicas", { replicas: 3 }, "unknown argument"],
  ];
  for (const [path, pods, text] of refused) {
    it(`reject an invalid ${path}: ${text}`, async () => {
      expect(await refusal({ pods }))
        .to.include(`\n  ${path}: `)
        .and.include(text);
    });
  }

  it("reject user IDs assigned by the platform for EMQX 4.x", async () => {
    expect(await refusal({ image: "emqx/emqx:4.4.19", pods: { userIds: UserIds.Assigned } }))
      .to.include("\n  pods.userIds: ")
      .and.include("EMQX 4.x writes to its installation directory");
  });

  const variable = (name: string) => ({ name, value: "1" });
  const twice: [title: string, path: string, args: EmqxClusterArgs, other: string][] = [
    ["in env", "pods.env[0]", { pods: { env: [variable("EMQX_A")] }, env: { EMQX_A: "2" } }, "env.EMQX_A"],
    [
      "in secretEnv",
      "pods.env[0]",
      { pods: { env: [variable("EMQX_A")] }, secretEnv: { EMQX_A: { name: "s", key: "k" } } },
      "secretEnv.EMQX_A",
    ],
    [
      "in the same list, also for variables that EMQX does not read",
      "pods.env[1]",
      { pods: { env: [variable("A"), variable("A")] } },
      "pods.env[0].name",
    ],
    [
      "in lower case, which EMQX also reads",
      "pods.env[1]",
      { pods: { env: [variable("EMQX_A__B"), variable("EMQX_a__b")] } },
      "pods.env[0].name",
    ],
    [
      "in env and in the variables of replicants",
      "replicants.pods.env[0]",
      {
        edition: Edition.Enterprise,
        replicants: { pods: { env: [variable("EMQX_A")] } },
        env: { EMQX_A: "2" },
      },
      "env.EMQX_A",
    ],
    [
      "in a list with an unknown value",
      "pods.env[1]",
      { pods: { env: [{ name: "B", value: notKnownYet() }, variable("A")] }, env: { A: "2" } },
      "env.A",
    ],
  ];
  for (const [title, path, args, other] of twice) {
    it(`reject a variable that is set twice: ${title}`, async () => {
      const message = await refusal(args, { preview: true });
      expect(message).to.include(`\n  ${path}.name: also set by ${other}; use one of the two`);
    });
  }

  it("can have different variable values for replicants", async () => {
    const { children } = await deploy({
      edition: Edition.Enterprise,
      pods: { env: [variable("EMQX_A")] },
      replicants: { pods: { env: [variable("EMQX_A")] } },
    });
    expect(children.map(({ type }) => type)).to.include("kubernetes:apps/v1:Deployment");
  });
});

describe("The pods' ServiceAccount", () => {
  it("can have annotations, for example for cloud identities", async () => {
    const annotations = { "eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/emqx" };
    const { serviceAccount } = await deploy({ serviceAccount: { annotations } });
    expect(serviceAccount.inputs.metadata.annotations).to.deep.equal(annotations);
  });

  it("can be an existing one, which gets the permission for discovery", async () => {
    const deployed = await deploy({ serviceAccount: { existing: "mine" } });
    const binding = optionalChild<types.output.rbac.v1.RoleBinding>(deployed, "RoleBinding");
    expect(deployed.serviceAccount).to.equal(undefined);
    expect(spec(deployed).serviceAccountName).to.equal("mine");
    expect(binding?.inputs.subjects).to.deep.equal([
      { kind: "ServiceAccount", name: "mine", namespace: "default" },
    ]);
  });

  it("rejects annotations for an existing one", async () => {
    const serviceAccount = { existing: "mine", annotations: { a: "b" } };
    expect(await refusal({ serviceAccount })).to.include("\n  serviceAccount.annotations: ");
  });
});
