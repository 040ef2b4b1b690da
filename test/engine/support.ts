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
import { takingOver } from "../support/takeOver";
import { restrictedNamespace, testCluster } from "../support/cluster";

/** One step of a preview or an update: `create`, `update`, `replace`, `create-replacement`, `delete-replaced` and so on. */
export interface Step {
  /** Kind and logical name: `StatefulSet emqx`. */
  resource: string;
  operation: string;
  /** The paths of the changed properties. */
  differing: string[];
}

/** The result of a preview or an update. */
export interface Report {
  /** The steps in the order in which the engine started them, without unchanged resources. */
  steps: Step[];
  outputs: Record<string, unknown>;
  /** The number of resources by operation: `same`, `update` and so on. */
  changes: Record<string, number>;
  log: string;
}

/** Sets a timeout that is long enough for the engine. */
export function usesEngine(suite: Suite): void {
  suite.timeout(180_000);
}

/** How a project's program runs: in the language host, as for most users, or in this process, as with the Automation API. */
export type Runner = "language host" | "inline";
export const runners: Runner[] = ["language host", "inline"];

/** Skips a test that requires a language host if none is installed. */
export async function requireRunner(context: Context, runner: Runner): Promise<void> {
  if (runner === "language host" && !(await ensureEngine()).hasLanguageHost) {
    console.warn(
      `\n  SKIPPED, so not tested: "${context.test!.fullTitle()}". No language host is installed or available from a registry.\n`,
    );
    context.skip();
  }
}

export type Program = () => Promise<Record<string, unknown> | void>;

/** A stack with its own namespace, state and Pulumi home. */
export class TestStack {
  private constructor(
    readonly namespace: string,
    readonly stack: automation.Stack,
    private readonly directory: string,
    private readonly engine: Engine,
    /** The program's file, if this process runs it. */
    private readonly inlineFile?: string,
  ) {}

  /** Creates a stack. Its provider's default namespace is a new namespace that enforces `restricted`. */
  static async create(program: Program, name = "test"): Promise<TestStack> {
    return TestStack.open(name, (engine, options) =>
      automation.LocalWorkspace.createStack(
        { stackName: name, projectName: "emqx", program: asProgram(program, engine) },
        options,
      ),
    );
  }

  /** Creates a stack of a project with this JavaScript program. */
  static async createFrom(javascript: string, name = "test", runner?: Runner): Promise<TestStack> {
    const project = await newProject();
    await writeFile(join(project, "Pulumi.yaml"), "name: project\nruntime: nodejs\nmain: index.js\n");
    await writeFile(join(project, "index.js"), javascript);
    return TestStack.createIn(project, "index.js", name, runner);
  }

  /** Creates a stack of a copy of a project in this repository, because the checkout must not change. */
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

  /** Creates a stack of the project in a folder, which is removed with the stack. By default, the language host runs it, if installed. */
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

  /** Switches to another program. */
  use(program: Program): void {
    this.stack.workspace.program = asProgram(program, this.engine);
  }

  async preview(): Promise<Report> {
    return this.record((options) => this.stack.preview(options));
  }

  async up(): Promise<Report> {
    return this.record((options) => this.stack.up(options));
  }

  /** Runs `up` with permission to take over existing objects and fields. */
  upTakingOver(): Promise<Report> {
    return takingOver(this.stack.workspace, () => this.up());
  }

  async refresh(): Promise<Report> {
    return this.record((options) => this.stack.refresh(options));
  }

  async destroy(): Promise<Report> {
    return this.record((options) => this.stack.destroy(options));
  }

  /** Returns everything that the engine wrote to its backend, including earlier checkpoints. */
  async writtenState(): Promise<string> {
    const folder = join(this.directory, "state");
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    return (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n");
  }

  /** Returns the path of the state file in the backend. */
  async stateFile(): Promise<string> {
    const folder = join(this.directory, "state");
    const files = await readdir(folder, { recursive: true });
    return join(
      folder,
      files.find((file) => file.endsWith(`/${this.stack.name}.json`))!,
    );
  }

  /** Removes everything except objects that remain in Kubernetes. */
  async remove(): Promise<void> {
    await this.stack.destroy().catch(() => undefined);
    // The plugins of a killed CLI are still running.
    await killEngine(this.directory);
    await rm(this.stack.workspace.workDir, { recursive: true, force: true });
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Starts an operation in its own process group, and sends a signal to the group once `isTime` returns true. */
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
    // Programs that run in this process read these.
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

/** Returns `operation resource` for each step, in order. */
export function summary(report: Report): string[] {
  return report.steps.map(({ operation, resource }) => `${operation} ${resource}`);
}

/** Returns the error of a rejected promise. */
export async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing failed");
}
