import { expect } from "chai";
import { brokerEnvironment, type Deployed, deploy, secretsOf } from "./support/cluster";

describe("A cluster with default arguments", () => {
  let deployed: Deployed;
  before(async () => {
    deployed = await deploy();
  });

  it("runs the last EMQX release under the Apache licence", () => {
    expect(deployed.container.image).to.equal("emqx/emqx:5.8.9");
  });

  it("has three nodes", () => {
    expect(deployed.statefulSet.inputs.spec.replicas).to.equal(3);
  });

  it("requests the resources of an idle node, without limits", () => {
    expect(deployed.container.resources).to.deep.equal({ requests: { cpu: "250m", memory: "512Mi" } });
  });

  it("stores the data of each node on a volume of 1 GiB with the default storage class", () => {
    const [claim, ...others] = deployed.statefulSet.inputs.spec.volumeClaimTemplates;
    expect(others).to.deep.equal([]);
    expect(claim.spec).to.deep.equal({
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "1Gi" } },
    });
  });

  it("keeps the volumes when it is deleted or scaled down", () => {
    expect(deployed.statefulSet.inputs.spec.persistentVolumeClaimRetentionPolicy).to.deep.equal({
      whenDeleted: "Retain",
      whenScaled: "Retain",
    });
  });

  it("disables telemetry", () => {
    expect(brokerEnvironment(deployed)).to.include({ EMQX_TELEMETRY__ENABLE: "false" });
  });

  it("serves MQTT and WebSocket, and disables the TLS listeners because the key in the image is public", () => {
    expect(deployed.configMap.inputs.data).to.deep.equal({
      EMQX_LISTENERS__TCP__DEFAULT__BIND: "1883",
      EMQX_LISTENERS__WS__DEFAULT__BIND: "8083",
      EMQX_LISTENERS__SSL__DEFAULT__ENABLE: "false",
      EMQX_LISTENERS__WSS__DEFAULT__ENABLE: "false",
      EMQX_TELEMETRY__ENABLE: "false",
      // A replaced emqx.conf would disable this.
      EMQX_DASHBOARD__LISTENERS__HTTP__BIND: "18083",
      EMQX_API_KEY__BOOTSTRAP_FILE: "/etc/emqx/api-keys/bootstrap",
    });
  });

  it("has a ClusterIP Service with mqtt, ws and dashboard", () => {
    const { type, ports } = deployed.clientService.inputs.spec;
    expect(type).to.equal("ClusterIP");
    expect(ports).to.deep.equal([
      { name: "mqtt", port: 1883, targetPort: "mqtt", protocol: "TCP" },
      { name: "ws", port: 8083, targetPort: "ws", protocol: "TCP" },
      { name: "dashboard", port: 18083, targetPort: "dashboard", protocol: "TCP" },
    ]);
  });

  it("discovers nodes through the Kubernetes API by host name", () => {
    expect(brokerEnvironment(deployed)).to.include({
      EMQX_CLUSTER__DISCOVERY_STRATEGY: "k8s",
      EMQX_CLUSTER__K8S__ADDRESS_TYPE: "hostname",
    });
  });

  it("has a dashboard user called admin", () => {
    expect(brokerEnvironment(deployed)).to.include({ EMQX_DASHBOARD__DEFAULT_USERNAME: "admin" });
  });

  it("passes cookie and password to EMQX only from Secrets", () => {
    expect(brokerEnvironment(deployed)).to.include({
      EMQX_NODE__COOKIE: "secret emqx-cookie/cookie",
      EMQX_DASHBOARD__DEFAULT_PASSWORD: "secret emqx-credentials/dashboard-password",
    });
  });

  it("starts and stops all nodes at once, and updates them one by one", () => {
    const { podManagementPolicy, updateStrategy } = deployed.statefulSet.inputs.spec;
    expect(podManagementPolicy).to.equal("Parallel");
    expect(updateStrategy).to.deep.equal({ type: "RollingUpdate" });
  });

  it("configures pods with environment variables from an immutable ConfigMap", () => {
    expect(deployed.configMap.inputs.immutable).to.equal(true);
    expect(deployed.container.envFrom).to.deep.equal([
      { configMapRef: { name: deployed.configMap.inputs.metadata.name } },
    ]);
  });

  it("probes the status of EMQX over HTTP after the start", () => {
    const { readinessProbe, livenessProbe } = deployed.container;
    for (const { httpGet } of [readinessProbe, livenessProbe]) {
      expect(httpGet).to.deep.equal({ path: "/status", port: 18083 });
    }
  });

  it("allows a slow start several minutes before a restart", () => {
    const { periodSeconds, failureThreshold } = deployed.container.startupProbe;
    expect(periodSeconds * failureThreshold).to.be.at.least(180);
  });

  it("skips the await logic for the ClusterIP Service", () => {
    expect(deployed.clientService.inputs.metadata.annotations).to.deep.equal({
      "pulumi.com/skipAwait": "true",
    });
  });

  it("creates two Secrets: one for nodes, one for users", () => {
    const names = secretsOf(deployed).map(({ inputs }) => inputs.metadata.name);
    expect(names).to.have.members(["emqx-cookie", "emqx-credentials"]);
  });

  it("is the same if all arguments are undefined", async () => {
    const none = undefined;
    const args = {
      ...{ nameOverride: none, namespace: none, image: none, releaseLine: none, replicas: none },
      ...{ clusterDomain: none, env: none, secretEnv: none, envFromSecrets: none, resources: none },
      ...{ listeners: none, tls: none, labels: none, annotations: none },
      discovery: { strategy: none, addressType: none, recordType: none },
      credentials: { cookie: none, dashboardUsername: none, dashboardPassword: none, existingSecret: none },
      persistence: { enabled: none, size: none, storageClassName: none, accessModes: none, retention: none },
      service: { type: none, annotations: none, dashboard: none, loadBalancerSourceRanges: none },
    };
    const { statefulSet, configMap, clientService } = await deploy(args);
    expect(statefulSet.inputs).to.deep.equal(deployed.statefulSet.inputs);
    expect(configMap.inputs).to.deep.equal(deployed.configMap.inputs);
    expect(clientService.inputs).to.deep.equal(deployed.clientService.inputs);
  });
});
