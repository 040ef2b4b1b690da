import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import * as automation from "@pulumi/pulumi/automation";
import type { Context, Suite } from "mocha";
import { type Engine, ensureEngine, killEngine, prepareEngine } from "../../local/engine";
import { cancelOnFailure, inlineProgram, withProvider } from "../../local/inlineProgram";
import { readProject } from "../../local/stackConfig";
import { restrictedNamespace, testCluster } from "../support/cluster";

/** What a preview or an update does to a resource: `create`, `update`, `replace`, `create-replacement`, `delete-replaced`… */
export interface Step {
  /** Kind and logical name: `StatefulSet emqx`. */
  resource: string;
  operation: string;
  /** Paths of the properties that differ. */
  differing: string[];
}

/** What a preview or an update did and said. */
export interface Report {
  /** In the order in which the engine began them; resources that stay as they are do not appear. */
  steps: Step[];
  outputs: Record<string, unknown>;
  /** The number of resources by what came of them: `same`, `update`… */
  changes: Record<string, number>;
  log: string;
}

/** Gives a suite the time that the engine needs. */
export function usesEngine(suite: Suite): void {
  suite.timeout(180_000);
}

/** What runs the program of a project: the language host, as for most users, or this process, as for users of the Automation API. */
export type Runner = "language host" | "inline";
export const runners: Runner[] = ["language host", "inline"];

/** Skips a test that only a language host can pass, where there is none. */
export async function requireRunner(context: Context, runner: Runner): Promise<void> {
  if (runner === "language host" && !(await ensureEngine()).hasLanguageHost) {
    console.warn(
      `\n  SKIPPED, so not tested: "${context.test!.fullTitle()}". There is no language host, and no registry serves one.\n`,
    );
    context.skip();
  }
}

export type Program = () => Promise<Record<string, unknown> | void>;

/** A stack in a namespace, a state and a Pulumi home of its own. */
export class TestStack {
  private constructor(
    readonly namespace: string,
    readonly stack: automation.Stack,
    private readonly directory: string,
    private readonly engine: Engine,
    /** The file of the program, if this process runs it. */
    private readonly inlineFile?: string,
  ) {}

  /** A new stack. Its provider's default namespace is a new one, which enforces `restricted`. */
  static async create(program: Program, name = "test"): Promise<TestStack> {
    return TestStack.open(name, (engine, options) =>
      automation.LocalWorkspace.createStack(
        { stackName: name, projectName: "emqx", program: asProgram(program, engine) },
        options,
      ),
    );
  }

  /** A new stack of a project whose program is this JavaScript. */
  static async createFrom(javascript: string, name = "test", runner?: Runner): Promise<TestStack> {
    const project = await newProject();
    await writeFile(join(project, "Pulumi.yaml"), "name: project\nruntime: nodejs\nmain: index.js\n");
    await writeFile(join(project, "index.js"), javascript);
    return TestStack.createIn(project, "index.js", name, runner);
  }

  /** A new stack of a copy of a project of this repository, as a checkout must stay as it is. */
  static async createFromCopy(
    folder: string,
    files: string[],
    name = "test",
    runner?: Runner,
  ): Promise<TestStack> {
    const project = await newProject();
    await Promise.all(
      files.map((file) => cp(join(repository, folder, file), join(project, file), { recursive: true })),
    );
    return TestStack.createIn(project, "index.ts", name, runner);
  }

  /** A new stack of the project in a folder, which goes with the stack: run by the language host unless told otherwise, if there is one. */
  private static async createIn(
    workDir: string,
    main: string,
    name: string,
    runner?: Runner,
  ): Promise<TestStack> {
    const { name: projectName } = await readProject(workDir);
    const { hasLanguageHost, providerVersion } = await ensureEngine();
    const program = inlineProgram(join(workDir, main), providerVersion);
    return (runner ?? (hasLanguageHost ? "language host" : "inline")) === "language host"
      ? TestStack.open(name, (_, options) =>
          automation.LocalWorkspace.createStack({ stackName: name, workDir }, options),
        )
      : TestStack.open(
          name,
          (_, options) =>
            automation.LocalWorkspace.createStack(
              { stackName: name, projectName, program },
              { ...options, workDir },
            ),
          join(workDir, main),
        );
  }

  private static async open(
    name: string,
    create: (engine: Engine, options: automation.LocalWorkspaceOptions) => Promise<automation.Stack>,
    inlineFile?: string,
  ): Promise<TestStack> {
    const { kubeconfig } = await testCluster();
    const directory = await mkdtemp(join(tmpdir(), "emqx-engine-"));
    const engine = await prepareEngine(directory);
    const namespace = await restrictedNamespace(name);
    const stack = await create(engine, {
      pulumiCommand: engine.pulumiCommand,
      envVars: { ...engine.environment, KUBECONFIG: kubeconfig },
    });
    await stack.setConfig("kubernetes:namespace", { value: namespace });
    return new TestStack(namespace, stack, directory, engine, inlineFile);
  }

  /** Uses another program from now on. */
  use(program: Program): void {
    this.stack.workspace.program = asProgram(program, this.engine);
  }

  async preview(): Promise<Report> {
    return this.record((options) => this.stack.preview(options));
  }

  async up(): Promise<Report> {
    return this.record((options) => this.stack.up(options));
  }

  /** `up` that may take over objects and fields of others, as the one after a kill must, or of an existing cluster. */
  async upTakingOver(): Promise<Report> {
    const { envVars } = this.stack.workspace;
    const before = { ...envVars };
    Object.assign(envVars, {
      PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true",
      PULUMI_K8S_ENABLE_PATCH_FORCE: "true",
    });
    try {
      return await this.up();
    } finally {
      this.stack.workspace.envVars = before;
    }
  }

  async refresh(): Promise<Report> {
    return this.record((options) => this.stack.refresh(options));
  }

  async destroy(): Promise<Report> {
    return this.record((options) => this.stack.destroy(options));
  }

  /** Everything that the engine has written to its backend about the stack, checkpoints of earlier runs included. */
  async writtenState(): Promise<string> {
    const folder = join(this.directory, "state");
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    return (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n");
  }

  /** The file in which the backend keeps the state. */
  async stateFile(): Promise<string> {
    const folder = join(this.directory, "state");
    const files = await readdir(folder, { recursive: true });
    return join(
      folder,
      files.find((file) => file.endsWith(`/${this.stack.name}.json`))!,
    );
  }

  /** Leaves nothing behind but what the API server has kept. */
  async remove(): Promise<void> {
    await this.stack.destroy().catch(() => undefined);
    // A killed CLI leaves its plugins behind.
    await killEngine(this.directory);
    await rm(this.stack.workspace.workDir, { recursive: true, force: true });
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Begins a run in a process of its own and sends it, and what it started, a signal once `isTime`. */
  async interrupt(
    operation: "up" | "destroy",
    signal: "SIGINT" | "SIGKILL",
    isTime: () => Promise<boolean>,
  ): Promise<void> {
    const { workspace, name } = this.stack;
    const { command: cli, commandRoot, providerVersion } = this.engine;
    const [command, ...args] = this.inlineFile
      ? [
          process.execPath,
          "--import",
          "tsx",
          inlineRun,
          operation,
          name,
          this.inlineFile,
          providerVersion,
          commandRoot,
        ]
      : [cli, operation, "--yes", "--skip-preview", "--non-interactive", "--stack", name];
    const child = spawn(command, args, {
      cwd: workspace.workDir,
      env: workspace.envVars,
      detached: true,
      stdio: "ignore",
    });
    const ended = once(child, "exit");
    while (!(await isTime())) {
      if (child.exitCode !== null) throw new Error(`${operation} ended before it was time to interrupt it`);
      await setTimeout(100);
    }
    process.kill(-child.pid!, signal);
    await ended;
  }

  private async record(
    operation: (options: Pick<automation.UpOptions, "signal" | "onEvent" | "onOutput">) => Promise<unknown>,
  ): Promise<Report> {
    const steps: Step[] = [];
    const outputs: Record<string, unknown> = {};
    const changes: Record<string, number> = {};
    const log: string[] = [];
    // For programs that run in this process.
    const { KUBECONFIG, PATH } = this.stack.workspace.envVars;
    Object.assign(process.env, { KUBECONFIG, PATH });
    const onOutput = (text: string) => log.push(text);
    const onEvent = (event: automation.EngineEvent) => {
      const metadata = event.resourcePreEvent?.metadata ?? event.resOutputsEvent?.metadata;
      if (metadata?.type === "pulumi:pulumi:Stack") {
        Object.assign(outputs, (metadata.new as { outputs?: object } | undefined)?.outputs);
      }
      Object.assign(changes, event.summaryEvent?.resourceChanges);
      const pre = event.resourcePreEvent?.metadata;
      if (pre && !["same", "read", "refresh"].includes(pre.op) && !pre.type.startsWith("pulumi:")) {
        steps.push({
          resource: `${pre.type.split(":").at(-1)} ${pre.urn.split("::").at(-1)}`,
          operation: pre.op,
          differing: Object.keys(pre.detailedDiff ?? {}).sort(),
        });
      }
    };
    await cancelOnFailure((signal) => operation({ signal, onOutput, onEvent }));
    return { steps, outputs, changes, log: log.join("") };
  }
}

const repository = join(__dirname, "../..");
const inlineRun = join(__dirname, "inlineRun.ts");

async function newProject(): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), "emqx-project-"));
  await symlink(join(repository, "node_modules"), join(project, "node_modules"));
  return project;
}

function asProgram(program: Program, { providerVersion }: Engine): automation.PulumiFn {
  return withProvider(providerVersion, async () => (await program()) ?? {});
}

/** `operation resource` of each step, in order. */
export function summary(report: Report): string[] {
  return report.steps.map(({ operation, resource }) => `${operation} ${resource}`);
}

/** What a promise is rejected with. */
export async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing failed");
}
