import { endpointName, type Listener } from "../emqx/listeners";
import { type EmqxClusterArgs, type ExtraServiceArgs } from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { type Checks, fieldNow, type Report } from "./checks";
import type { ResolvedListeners } from "./listeners";
import { list } from "./rules/collections";
import { isDnsLabelName } from "./rules/formats";
import { group, listOf, plain } from "./rules/parts";
import { required, unchecked } from "./rules/rule";
import { text } from "./rules/scalars";
import { checkShared, type DashboardService, needsType, outside, sharedFields } from "./service";
import { checkEachHasService, selectListeners } from "./serviceListeners";

/** An additional Service for exposed listeners. */
export interface ExtraService {
  /** The suffix after the cluster name. */
  name: string;
  listeners: Eventual<Listener[]>;
  service: Eventual<DashboardService>;
}

// With a cluster name of 52 characters, the Service name has the maximum length of 63.
const isName = (given: string) => isDnsLabelName(given) && given.length <= 10;

export const extraServices = listOf(
  group<ExtraServiceArgs>()({
    name: plain(required(text(isName, "a DNS label of at most 10 characters"))),
    listeners: list(unchecked<string>(), []),
    ...sharedFields,
  }),
);

type CompleteServices = ReturnType<typeof extraServices.complete>;

export function extraServiceSettings(
  checks: Checks,
  given: CompleteServices,
  clientService: EmqxClusterArgs["service"],
  resolved: Eventual<ResolvedListeners>,
): ExtraService[] {
  checks.now((report) => checkNames(given, report));
  const ofClient = fieldNow(clientService, "listeners");
  const names = [ofClient, ...given.map(({ listeners }) => listeners)];
  checks.resolve(
    { resolved, ofClient, ofExtras: names.slice(1) },
    ({ resolved: { enabled }, ...value }, report) =>
      checkEachHasService({ ...value, listeners: enabled }, report),
  );
  return given.map(({ name, listeners, ...service }, index) => {
    const path = `extraServices[${index}]`;
    return {
      name,
      listeners: checks.resolve(
        { resolved, names: listeners, type: service.type, earlier: names.slice(0, index + 1) },
        (value, report) => resolveExtraListeners(value, path, report),
      ),
      service: checks.resolve(service, (value, report) => {
        checkShared(value, path, report);
        return value;
      }),
    };
  });
}

function resolveExtraListeners(
  value: {
    resolved: ResolvedListeners;
    names: string[];
    type: DashboardService["type"];
    earlier: (string[] | undefined)[];
  },
  path: string,
  report: Report,
): Listener[] {
  const { resolved, names, type, earlier } = value;
  const selected = selectListeners(resolved.enabled, names, `${path}.listeners`, report);
  if (names.length === 0) {
    report(`${path}.listeners`, "must have at least one exposed listener");
  }
  // A node port belongs to only one Service.
  return selected.map(({ nodePort, ...listener }) => {
    if (earlier.some((others) => others === undefined || others.includes(endpointName(listener)))) {
      return listener;
    }
    needsType(nodePort, type, `${listener.path}.nodePort`, outside, path, report);
    return { ...listener, nodePort };
  });
}

/** Suffixes of the component's own Services. */
const takenNames = ["headless", "dashboard", "internal"];

function checkNames(given: CompleteServices, report: Report): void {
  given.forEach(({ name }, index) => {
    const path = `extraServices[${index}].name`;
    if (takenNames.includes(name)) {
      report(path, "reserved for a Service of the component; use another name", name);
    }
    if (given.slice(0, index).some((earlier) => earlier.name === name)) {
      report(path, "already used by another Service; each name must be unique", name);
    }
  });
}
