/** One program of the supervised tree: how it is started, known to be ready, and stopped. */
export interface ChildProgram {
  /** Names its log file and its line in children.json. */
  name: string;
  /** What people read. */
  label: string;
  command: string;
  arguments: readonly string[];
  environment: NodeJS.ProcessEnv;
  workingDirectory: string;
  /** Another user to run as; only root can choose one. */
  user?: SystemUser;
  /** Clears away what a death of the one before left, ahead of each start. May throw: then the start is tried again later. */
  beforeStart?(): void;
  /** Asked again and again until it answers true. Must not throw. */
  isReady(): Promise<boolean>;
  readyWithinMilliseconds: number;
  stopSignal: NodeJS.Signals;
  /** Longer than this it is given neither to stop nor, when `isStuck` keeps saying so, to get anywhere: it is killed. */
  stopWithinMilliseconds: number;
  /** Whether it runs and says of itself that it will serve nobody any more. Must not throw. */
  isStuck?(): Promise<boolean>;
}

export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}
