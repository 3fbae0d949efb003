import { isObject, type PushAnswer } from './api';
import { OUTCOMES, type ItemResult, type Outcome, type Problem, type ServerReceipt } from './contract';

/** What the server explicitly said about one record of a batch. */
export interface Verdict {
  instance_id: string;
  outcome: Outcome;
  problems: Problem[];
  items: ItemResult[];
}

/**
 * The release rule. A record is answered only when a good answer names its own id with one of the six words, once.
 * Every other answer (another status, another body, an unknown word, two words that differ) says nothing about it.
 */
export function judge(sent: readonly string[], answer: PushAnswer): Map<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  if (answer.status !== 200 || !isObject(answer.body) || !Array.isArray(answer.body.results)) return verdicts;
  const contradicted = new Set<string>();
  for (const result of answer.body.results) {
    const verdict = readVerdict(result);
    if (!verdict || !sent.includes(verdict.instance_id)) continue;
    const earlier = verdicts.get(verdict.instance_id);
    if (earlier && earlier.outcome !== verdict.outcome) contradicted.add(verdict.instance_id);
    verdicts.set(verdict.instance_id, verdict);
  }
  contradicted.forEach((id) => verdicts.delete(id));
  return verdicts;
}

/** The receipt line's figures, when the answer carries them. */
export function receiptIn(answer: PushAnswer): ServerReceipt | null {
  const found = answer.status === 200 && isObject(answer.body) ? answer.body.receipt : null;
  if (!isObject(found) || typeof found.safe !== 'number' || typeof found.at !== 'string') return null;
  return { device: String(found.device), safe: found.safe, at: found.at };
}

/** One result in the server's words; null when it is not one. Also reads the single answer of a web form. */
export function readVerdict(result: unknown): Verdict | null {
  if (!isObject(result) || typeof result.instance_id !== 'string' || !isOutcome(result.outcome)) return null;
  const { instance_id, outcome } = result;
  return { instance_id, outcome, problems: listOf<Problem>(result.problems), items: listOf<ItemResult>(result.items) };
}

const isOutcome = (word: unknown): word is Outcome => OUTCOMES.some((outcome) => outcome === word);

const listOf = <Entry>(value: unknown): Entry[] => (Array.isArray(value) ? (value.filter(isObject) as Entry[]) : []);
