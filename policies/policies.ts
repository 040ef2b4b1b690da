import type { Policies } from "@pulumi/policy";
import { disruptionBudget } from "./disruptionBudget";
import { exposedTls } from "./exposedTls";
import { license } from "./license";
import { privateDashboard } from "./privateDashboard";
import { secretSettings } from "./secretSettings";

export const policies: Policies = [secretSettings, privateDashboard, exposedTls, license, disruptionBudget];
