import { type CollectionTag, parseAllDocuments, type ScalarTag, type Tags } from 'yaml';
import { type Json, list } from './objects.ts';

const NOT_IN_KUBERNETES = new Set(['timestamp', 'intTime', 'floatTime', 'binary', 'omap', 'pairs', 'set']);

/**
 * The objects of a multi-document YAML text as an API server reads them (semantics §8.1): YAML 1.1 scalars, the last of duplicate
 * keys, lists taken apart. Throws on YAML that is not well-formed.
 */
export function readYaml(text: string): readonly Json[] {
  const documents = parseAllDocuments(text, {
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    customTags: withoutForeign,
  });
  return [...documents].flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const value: unknown = document.toJS();
    return isObject(value) ? itemsOf(value) : [];
  });
}

function itemsOf(object: Json): readonly Json[] {
  return String(object['kind']).endsWith('List') ? list(object['items']).filter(isObject) : [object];
}

function withoutForeign(tags: Tags): Tags {
  return tags.filter((tag) => typeof tag === 'string' || !isForeign(tag));
}

function isForeign(tag: ScalarTag | CollectionTag): boolean {
  const short = tag.tag.replace('tag:yaml.org,2002:', '');
  const format = 'format' in tag ? tag.format : undefined;
  return NOT_IN_KUBERNETES.has(short) || format === 'TIME';
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
