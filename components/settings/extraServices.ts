import { endpointName, type Listener } from "../emqx/listeners";
import { type EmqxClusterArgs, type ExtraServiceArgs, ServiceType } from "../emqxClusterArgs";
import {
  type Checks,
  expect,
  expectList,
  expectObject,
  fieldNow,
  isDnsLabelName,
  type Report,
} from "./checks";
import type { ListenerSource } from "./listeners";
import { commonFields, type DashboardService, needsType, outside, resolveCommon } from "./service";
import { checkEachHasService, selectListeners } from "./serviceListeners";
import type { Eventual } from "../eventual";

/** A further Service for exposed listeners. */
export interface ExtraService {
  /** What follows the cluster's name in its own. */
  name: string;
  listeners: Eventual<Listener[]>;
  service: Eventual<DashboardService>;
}

export function resolveExtraServices(
  checks: Checks,
  args: Pick<EmqxClusterArgs, "service" | "extraServices">,
  source: ListenerSource,
): ExtraService[] {
  const path = "extraServices";
  const entries = checks.plain(
    args.extraServices === undefined ? [] : args.extraServices,
    path,
    (value, report) => expectList(value, path, report),
    [],
  );
  const given = entries.map((entry, index) =>
    checks.plain(entry, `${path}[${index}]`, (value, report) =>
      expectObject(value, ["name", "listeners", ...commonFields], `${path}[${index}]`, report),
    ),
  );
  checks.now((report) => checkNames(given, path, report));
  const names = [fieldNow(args.service, "listeners"), ...given.map(({ listeners }) => listeners)];
  checks.resolve({ ...source, ofClient: names[0], ofExtras: names.slice(1) }, checkEachHasService);
  return given.map(({ name, listeners, ...service }, index) => ({
    name,
    listeners: checks.resolve(
      { ...source, names: listeners ?? [], type: service.type, earlier: names.slice(0, index + 1) },
      ({ type = ServiceType.ClusterIP, earlier, ...value }, report) => {
        const at = `${path}[${index}]`;
        const selected = selectListeners(value, `${at}.listeners`, report);
        if (Array.isArray(value.names) && value.names.length === 0) {
          report(`${at}.listeners`, "accepted: at least one exposed listener");
        }
        // A port of Kubernetes nodes leads to one Service.
        return selected.map(({ nodePort, ...listener }) => {
          if (earlier.some((others) => others === undefined || others.includes(endpointName(listener)))) {
            return listener;
          }
          needsType(nodePort, type, `${listener.path}.nodePort`, outside, at, report);
          return { ...listener, nodePort };
        });
      },
    ),
    service: checks.resolve(service, (value, report) =>
      resolveCommon(value, undefined, `${path}[${index}]`, "nodePort", report),
    ),
  }));
}

/** Names of Services that the component makes itself. */
const takenNames = ["headless", "dashboard", "internal"];

function checkNames(given: ExtraServiceArgs[], path: string, report: Report): void {
  given.forEach(({ name }, index) => {
    const at = `${path}[${index}].name`;
    // With a cluster's name of 52 characters, Kubernetes takes no longer one.
    const isName = (text: unknown) => isDnsLabelName(text) && (text as string).length <= 10;
    expect<unknown>(name ?? "", isName, at, "a DNS label of at most 10 characters", report);
    if (takenNames.includes(name)) {
      report(at, "the component has a Service of that name; accepted: another", name);
    }
    if (given.slice(0, index).some((earlier) => earlier.name === name)) {
      report(at, "another has it; accepted: each name once", name);
    }
  });
}
