import * as z from 'zod';
import { parsePart, partOf } from '../tokenizer-json/parse-part.ts';
import { bertProcessing, bertProcessingSchema } from './bert.ts';
import { byteLevelProcessing, byteLevelProcessingSchema } from './byte-level.ts';
import type { PostProcessor } from './post-processor.ts';
import { robertaProcessing, robertaProcessingSchema } from './roberta.ts';
import { postProcessorSequence } from './sequence.ts';
import { templateProcessing, templateProcessingSchema } from './template.ts';

const field = 'post_processor';
const sequenceSchema = z.object({ processors: z.array(z.unknown()).max(64) });

/** What reads each kind of post-processor: the only list of them. */
const readers: Readonly<Record<string, (json: unknown, depth: number) => PostProcessor>> = {
  BertProcessing: (json) => bertProcessing(parsePart(bertProcessingSchema, json, field)),
  ByteLevel: (json) => byteLevelProcessing(parsePart(byteLevelProcessingSchema, json, field)),
  RobertaProcessing: (json) => robertaProcessing(parsePart(robertaProcessingSchema, json, field)),
  Sequence: (json, depth) =>
    postProcessorSequence(
      parsePart(sequenceSchema, json, field).processors.map((part) => read(part, depth + 1)),
    ),
  TemplateProcessing: (json) => templateProcessing(parsePart(templateProcessingSchema, json, field)),
};

/**
 * The post-processor of a parsed `tokenizer.json`.
 *
 * @throws {FormatError} when a field is missing or damaged
 * @throws {UnsupportedError} when it is of an unknown type
 */
export function readPostProcessor(json: unknown): PostProcessor {
  return read(json, 0);
}

function read(json: unknown, depth: number): PostProcessor {
  return partOf(readers, json, field, depth)(json, depth);
}
