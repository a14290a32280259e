/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A Task handler: what a Lambda function would do. What it throws is the error of the task. */
export type Handler = (event: any, context: HandlerContext) => unknown;

/** What a handler is told beside its event. */
export interface HandlerContext {
  functionName: string;
  invokedFunctionArn: string;
  awsRequestId: string;
  /** The moment on the virtual clock. */
  now: Date;
  /** Lets virtual time pass, without waiting. */
  sleep(seconds: number): Promise<void>;
}

/** Names and ARNs, as the context object and the events show them. */
export interface Identity {
  region?: string;
  account?: string;
  stateMachineName?: string;
  executionName?: string;
  roleArn?: string;
}

export interface SimulateOptions {
  /** The definition, as text or as an object. */
  definition: string | object;
  /** The execution's input; `{}` if it is absent. */
  input?: Json;
  /** What answers the tasks, by function name or by resource ARN. */
  handlers?: Record<string, Handler>;
  identity?: Identity;
  /** Where chance begins. The same seed gives the same history. */
  seed?: number;
  /** When the execution starts, in virtual time: RFC 3339. */
  startTime?: string;
  /** Stops the run; the promise is rejected with its reason. */
  signal?: AbortSignal;
}

/** One event, as `GetExecutionHistory` returns it. */
export interface HistoryEvent {
  id: number;
  previousEventId: number;
  timestamp: string;
  type: string;
  [details: `${string}EventDetails`]: any;
}

/** The data of one visit to a state at one stage, in the words of `TestState`. */
export interface TraceEntry {
  /** The id of the `…StateEntered` event of the visit. */
  visit: number;
  /** The id of the last event before this stage. */
  event: number;
  /** Which try of the visit, from 0. */
  attempt: number;
  stage: string;
  value: Json;
}

export interface SimulateResult {
  status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  output?: Json;
  error?: string;
  cause?: string;
  events: HistoryEvent[];
  traces: TraceEntry[];
}

/** Runs a state machine to its end, on virtual time. */
export function simulate(options: SimulateOptions): Promise<SimulateResult>;

/** A finding about a definition. */
export interface Diagnostic {
  severity: "ERROR" | "WARNING";
  /** AWS's code, such as `MISSING_TRANSITION_TARGET`. */
  code: string;
  message: string;
  /** As AWS says it: `/States/Charge/Next`. */
  location: string;
  /** Where in the text, in UTF-16 units. */
  from: number;
  to: number;
  /** What to do. */
  hint?: string;
}

/** Says what AWS would refuse in a definition. */
export function validate(definition: string | object): Diagnostic[];

/** The version of the interpreter. */
export const version: string;
