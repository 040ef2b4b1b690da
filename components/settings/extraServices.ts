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

/** An additional Service for exposed listeners. */
export interface ExtraService {
  /** The suffix after the cluster name. */
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
          report(`${at}.listeners`, "must have at least one exposed listener");
        }
        // A node port belongs to only one Service.
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

/** Suffixes of the component's own Services. */
const takenNames = ["headless", "dashboard", "internal"];

function checkNames(given: ExtraServiceArgs[], path: string, report: Report): void {
  given.forEach(({ name }, index) => {
    const at = `${path}[${index}].name`;
    // With a cluster name of 52 characters, the Service name has the maximum length of 63.
    const isName = (text: unknown) => isDnsLabelName(text) && (text as string).length <= 10;
    expect<unknown>(name ?? "", isName, at, "a DNS label of at most 10 characters", report);
    if (takenNames.includes(name)) {
      report(at, "reserved for a Service of the component; use another name", name);
    }
    if (given.slice(0, index).some((earlier) => earlier.name === name)) {
      report(at, "already used by another Service; each name must be unique", name);
    }
  });
}
