import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type EmqxClusterArgs, Risk } from "../../components/index";
import {
  checkLosses,
  checkReplacement,
  type Deployed,
  type Identity,
  lossesToWarnOf,
  type Remembered,
} from "../../components/settings/dataLoss";
import { quantity } from "../../components/settings/rules/formats";
import { deploy, refusal } from "./support/cluster";

const before: Remembered = {
  releaseLine: "5.8",
  name: "emqx",
  namespace: "iot",
  clusterDomain: "cluster.local",
  persistence: "enabled",
  volumeSize: "10Gi",
  volumeKind: "fast ReadWriteOnce",
  whenDeleted: "Retain",
};
const disabled = {
  persistence: "disabled",
  volumeSize: undefined,
  volumeKind: undefined,
  whenDeleted: undefined,
};

/** The paths and reasons of the errors that reject a change. */
function losses(
  change: Partial<Remembered>,
  accepted: Risk[] = [],
  from: Partial<Remembered> = {},
  deployed: Deployed = { ...before, ...from },
): string[] {
  const found: string[] = [];
  checkLosses({ ...before, ...from }, deployed, { ...before, ...from, ...change }, accepted, (path, reason) =>
    found.push(`${path}: ${reason}`),
  );
  return found;
}

describe("A change of a deployed cluster", () => {
  it("is accepted if it loses nothing", () => {
    for (const change of [{}, { volumeSize: "11Gi" }, { releaseLine: "5.10" }, { releaseLine: "6.2" }]) {
      expect(losses(change)).to.deep.equal([]);
    }
  });

  it("is accepted if an earlier release of this package created the cluster", () => {
    expect(
      losses({}, [], Object.fromEntries(Object.keys(before).map((key) => [key, undefined]))),
    ).to.deep.equal([]);
    checkLosses({}, {}, before, [], () => expect.fail());
  });

  // https://docs.emqx.com/en/emqx/latest/deploy/rolling-upgrades.html, and upgrade-cluster.html for 4.x.
  const upgrades: [from: string, to: string, refused: Risk | undefined, way?: string][] = [
    ["4.1", "4.2", undefined],
    ["4.1", "4.3", Risk.UnsupportedUpgrade, "upgrade to 4.2 first"],
    ["4.4", "5.8", Risk.UnsupportedUpgrade, "create a new cluster"],
    ["5.0", "5.9", undefined],
    ["5.3", "5.10", Risk.UnsupportedUpgrade, "upgrade to 5.9 first, restart all nodes at the same time"],
    ["5.3", "6.0", Risk.UnsupportedUpgrade, "upgrade to 5.9 first"],
    ["5.4", "5.10", undefined],
    ["5.7", "6.0", Risk.UnsupportedUpgrade, "upgrade to 5.8, 5.9 or 5.10 first"],
    ["5.8", "6.0", undefined],
    ["5.10", "6.2", undefined],
    ["6.0", "6.3", undefined],
    ["5.8", "5.7", Risk.Downgrade, "restore a backup"],
    ["6.0", "5.10", Risk.Downgrade],
    ["5.10", "5.9", Risk.Downgrade],
  ];
  for (const [from, to, risk, way] of upgrades) {
    it(`from EMQX ${from} to ${to} is ${risk ? "rejected, and the message says what to do" : "accepted"}`, () => {
      const found = losses({ releaseLine: to }, [], { releaseLine: from });
      expect(found).to.have.length(risk ? 1 : 0);
      if (risk) {
        expect(found[0]).to.match(/^image: /);
        expect(found[0])
          .to.include(way ?? "")
          .and.include(`acceptedRisks: ["${risk}"]`);
        expect(losses({ releaseLine: to }, [risk], { releaseLine: from })).to.deep.equal([]);
      }
    });
  }

  it("to EMQX 6 causes a warning if it loses durable sessions", () => {
    expect(lossesToWarnOf(before, before, { ...before, releaseLine: "6.0" })[0]).to.include(
      "durable sessions",
    );
    expect(lossesToWarnOf(before, before, { ...before, releaseLine: "5.10" })).to.deep.equal([]);
  });

  for (const [path, change] of Object.entries({
    nameOverride: { name: "mqtt" },
    namespace: { namespace: "other" },
    clusterDomain: { clusterDomain: "example.org" },
  })) {
    it(`that sets another ${path} is rejected, because nodes with new names cannot use their data`, () => {
      const [found] = losses(change);
      expect(found)
        .to.match(new RegExp(`^${path}: changing`))
        .and.include('acceptedRisks: ["newNodeNames"]');
      expect(losses(change, [Risk.NewNodeNames])).to.deep.equal([]);
      expect(losses({ ...change }, [], disabled)).to.deep.equal([]);
    });
  }

  it("is accepted if it sets the namespace, which was the provider's before", () => {
    expect(losses({ namespace: "iot" }, [], { namespace: undefined })).to.deep.equal([]);
  });

  for (const [from, to] of [
    ["10Gi", "9Gi"],
    ["10Gi", "10G"],
    ["1Ti", "1000Gi"],
    ["1e10", "9999M"],
  ]) {
    it(`that shrinks volumes from ${from} to ${to} is rejected`, () => {
      expect(losses({ volumeSize: to }, Object.values(Risk), { volumeSize: from })[0]).to.include(
        `must be ${from} or more`,
      );
      expect(losses({ volumeSize: from }, [], { volumeSize: to })).to.deep.equal([]);
    });
  }

  it("that reverts a failed update is accepted with a warning, even for a downgrade or smaller volumes", () => {
    const wanted = { releaseLine: "6.0", volumeSize: "100Gi" };
    const mended = { releaseLine: "5.8", volumeSize: "10Gi" };
    expect(losses(mended, [], wanted, {})).to.deep.equal([]);
    const [warning, ...others] = lossesToWarnOf({ ...before, ...wanted }, {}, { ...before, ...mended });
    expect(warning).to.include("The update to EMQX 6.0 did not succeed");
    expect(others).to.deep.equal([]);
    expect(losses(mended, [], wanted)).to.have.length(2);
  });

  it("that disables persistence is rejected, and the message says if PVCs are kept or deleted", () => {
    for (const [whenDeleted, fate] of [
      ["Retain", "the volumes (PVCs) are kept"],
      ["Delete", "the volumes (PVCs) are deleted"],
    ]) {
      const [found, ...others] = losses(disabled, [], { whenDeleted });
      expect(found)
        .to.match(/^persistence.enabled: /)
        .and.include(fate)
        .and.include('acceptedRisks: ["dataLoss"]');
      expect(others).to.deep.equal([]);
      expect(losses(disabled, [Risk.DataLoss], { whenDeleted })).to.deep.equal([]);
    }
    expect(losses({ persistence: "enabled", volumeSize: "1Gi" }, [], disabled)).to.deep.equal([]);
  });

  it("that replaces the StatefulSet is rejected if it deletes the PVCs", () => {
    const change = { volumeKind: "slow ReadWriteOnce", whenDeleted: "Retain" };
    expect(losses(change)).to.deep.equal([]);
    expect(losses(change, [], { whenDeleted: "Delete" })[0]).to.include(
      "Kubernetes would delete its volumes",
    );
    expect(losses(change, [Risk.DataLoss], { whenDeleted: "Delete" })).to.deep.equal([]);
    expect(losses({ whenDeleted: "Retain" }, [], { whenDeleted: "Delete" })).to.deep.equal([]);
  });

  it("rejects an unknown risk in acceptedRisks", async () => {
    expect(await refusal({ acceptedRisks: ["all"] as never })).to.include("\n  acceptedRisks[0]: ");
  });
});

describe("The replacement of an object", () => {
  const old = { uid: "1", namespace: "iot" };
  const refusals = (before: Identity, after: Identity, accepted: Risk[] = []) => {
    const found: string[] = [];
    checkReplacement("StatefulSet", before, after, accepted, (path, reason) =>
      found.push(`${path}: ${reason}`),
    );
    return found;
  };

  const replaced: [title: string, after: Identity, place: string][] = [
    ["in a preview with an unknown uid", { ...old, uid: pulumi.unknown }, 'namespace "iot"'],
    ["in an update", { ...old, uid: "2" }, 'namespace "iot"'],
    ["in another namespace", { uid: pulumi.unknown, namespace: "default" }, 'namespace "default"'],
    ["in an unknown namespace", { uid: "2", namespace: pulumi.unknown }, "a namespace"],
  ];
  for (const [title, after, place] of replaced) {
    it(`is rejected ${title}, with both namespaces and the risk to accept`, () => {
      const [found, ...others] = refusals(old, after);
      expect(found)
        .to.match(/^acceptedRisks: /)
        .and.include(`a new StatefulSet in ${place} would replace the one in namespace "iot"`)
        .and.include('acceptedRisks: ["replacement"]');
      expect(others).to.deep.equal([]);
    });

    it(`is accepted ${title} with each risk that includes it`, () => {
      for (const risk of [Risk.Replacement, Risk.NewNodeNames, Risk.DataLoss]) {
        expect(refusals(old, after, [risk])).to.deep.equal([]);
      }
      expect(refusals(old, after, [Risk.Downgrade, Risk.UnsupportedUpgrade])).to.have.length(1);
    });
  }

  it("is not reported if the object stays, or if a preview does not show its uid", () => {
    expect(refusals(old, old)).to.deep.equal([]);
    expect(refusals(old, { namespace: "iot" })).to.deep.equal([]);
  });
});

describe("A quantity", () => {
  const same: [string, number][] = [
    ["1", 1],
    ["0.5Gi", 2 ** 29],
    ["1.5k", 1500],
    ["2Ki", 2048],
    ["3M", 3e6],
    ["1E", 1e18],
    ["1e3", 1000],
    ["+2E2", 200],
  ];
  for (const [text, number] of same) {
    it(`${text} is ${number}`, () => expect(quantity(text)).to.equal(number));
  }
});

describe("The timeout of a rollout", () => {
  const times: [title: string, args: EmqxClusterArgs, seconds: number][] = [
    ["is ten minutes", {}, 600],
    ["is longer for many nodes, which are updated one after the other", { replicas: 10 }, 1800],
    ["is the given one", { replicas: 10, updates: { timeoutSeconds: 60 } }, 60],
    ["includes the time of evacuations", { edition: "enterprise", evacuation: { timeoutSeconds: 100 } }, 840],
  ];
  for (const [title, args, seconds] of times) {
    it(title, async () => {
      const { statefulSet } = await deploy(args);
      expect(statefulSet.timeouts).to.include({ create: `${seconds}s`, update: `${seconds}s` });
    });
  }

  it("must be a plain whole number", async () => {
    for (const timeoutSeconds of [0, 1.5, "10m", Promise.resolve(3)]) {
      expect(await refusal({ updates: { timeoutSeconds } } as never)).to.include("updates.timeoutSeconds");
    }
  });
});
