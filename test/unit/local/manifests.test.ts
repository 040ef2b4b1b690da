import { expect } from "chai";
import { loadAll } from "js-yaml";
import {
  inApplyOrder,
  isAutoscaled,
  toYaml,
  withoutReplicas,
  withTypedClaims,
} from "../../../local/manifests";

const object = (apiVersion: string, kind: string, name: string) => ({ apiVersion, kind, metadata: { name } });

describe("rendered manifests", () => {
  it("are sorted in the order in which to apply them, and then by name", () => {
    const objects = [
      object("apps/v1", "StatefulSet", "emqx"),
      object("v1", "Service", "emqx-headless"),
      object("v1", "Service", "emqx"),
      object("example.com/v1", "Unknown", "emqx"),
      object("v1", "ConfigMap", "emqx"),
      object("v1", "Namespace", "mqtt"),
    ];
    const names = inApplyOrder(objects).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(names).to.deep.equal([
      "Namespace mqtt",
      "ConfigMap emqx",
      "Service emqx",
      "Service emqx-headless",
      "StatefulSet emqx",
      "Unknown emqx",
    ]);
  });

  it("quote strings that other YAML parsers read as other types", () => {
    const data = { a: "on", b: "012", c: "1e3", d: "null", e: "two\nlines\n", f: "2020-01-01", g: "1:20" };
    const rendered = toYaml([{ ...object("v1", "ConfigMap", "emqx"), data }]);
    expect(loadAll(rendered)).to.deep.equal([{ ...object("v1", "ConfigMap", "emqx"), data }]);
    expect(rendered).to.include("a: 'on'");
  });

  it("omit the number of replicas if an autoscaler owns it", () => {
    const annotations = { "pulumi-emqx/autoscaled": "spec.replicas" };
    const spec = { replicas: 3, serviceName: "emqx-headless" };
    const fixed = { ...object("apps/v1", "StatefulSet", "emqx"), spec };
    const scaled = { ...fixed, metadata: { name: "emqx", annotations } };
    expect([fixed, scaled].map(isAutoscaled)).to.deep.equal([false, true]);
    expect(loadAll(toYaml([withoutReplicas(scaled)]))).to.deep.equal([
      { ...scaled, spec: { serviceName: "emqx-headless" } },
    ]);
  });

  it("set version and kind of volume claim templates, like the API server", () => {
    const template = { metadata: { name: "emqx-data" }, spec: { accessModes: ["ReadWriteOnce"] } };
    const spec = { serviceName: "emqx-headless", volumeClaimTemplates: [template] };
    const [typed] = loadAll(
      toYaml([withTypedClaims({ ...object("apps/v1", "StatefulSet", "emqx"), spec })]),
    ) as { spec: object }[];
    expect(typed.spec).to.deep.equal({
      serviceName: "emqx-headless",
      volumeClaimTemplates: [{ apiVersion: "v1", kind: "PersistentVolumeClaim", ...template }],
    });
    const others = [
      { ...object("apps/v1", "StatefulSet", "emqx"), spec: { serviceName: "emqx-headless" } },
      object("v1", "ConfigMap", "emqx"),
    ];
    expect(others.map(withTypedClaims)).to.deep.equal(others);
  });
});
