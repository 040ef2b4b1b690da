import { CustomResources, type TlsArgs } from "../emqxClusterArgs";
import { type Checks, fieldNow } from "./checks";

/** Reports a certificate that is never issued. */
export function checkLeftOut(
  checks: Checks,
  customResources: CustomResources,
  tls: TlsArgs | undefined,
): void {
  checks.now((report) => {
    if (customResources === CustomResources.LeftOut && fieldNow(tls, "certificate") !== undefined) {
      report(
        "tls.certificate",
        'not valid if customResources is "leftOut": pods would wait forever for its Secret. Use tls.secretName with an existing Secret',
      );
    }
  });
}
