import { type OwnedObject, ownedKinds, ownerFindings } from "../../components/doctor/fieldOwners";
import type { Finding } from "../../components/doctor/finding";
import { get } from "../support/cluster";

/** Returns the doctor's findings about other field managers of a cluster's objects. */
export async function foreignOwners(namespace: string): Promise<Finding[]> {
  const { items } = await get<{ items: OwnedObject[] }>(
    ownedKinds,
    "--show-managed-fields",
    "--selector=app.kubernetes.io/name=emqx",
    "--namespace",
    namespace,
  );
  return ownerFindings({ objects: items, namespace, options: [] });
}
