import type { Effective } from '../../engine/effective.ts';
import { servicesOf } from '../../engine/selection.ts';
import type { Pod } from '../../model/cluster-objects.ts';
import { policyName } from '../../present/rule-text.ts';
import { servicePortText } from '../../present/service-table.ts';
import { span } from '../../present/spans.ts';
import type { Subject } from '../state/screens.ts';
import type { Context, Item } from './content.ts';
import { heading } from './replica-items.ts';
import { policyId } from './subjects.ts';

/** What leads to a pod and what it is: Services, policies that select it, ports and labels. */
export function factItems(effective: Effective, context: Context): readonly Item[] {
  const { pod } = effective;
  return [...serviceItems(pod, context), ...policyItems(effective), ...portItems(pod), ...labelItems(pod)];
}

function serviceItems(pod: Pod, { snapshot, glyphs }: Context): readonly Item[] {
  const services = servicesOf(snapshot, pod);
  if (services.length === 0) return [heading('no Service leads here')];
  const items = services.map((service): Item => {
    const ports = service.ports.map((port) => servicePortText(port, glyphs)).join(', ');
    const subject: Subject = { kind: 'service', key: service.key };
    return {
      id: `pod/service/${service.key}`,
      subject,
      line: [span('   '), span(service.name), span(`  ${ports}`, 'dim')],
    };
  });
  return [heading('Services that lead here'), ...items];
}

function policyItems({ policies, subject }: Effective): readonly Item[] {
  if (!subject) return [];
  if (policies.length === 0) return [heading('no policy selects it')];
  const items = policies.map(({ ref, isolates }): Item => {
    const line = [span('   '), span(policyName(ref), 'policy'), span(`  ${isolates.join(', ')}`, 'dim')];
    return { id: `pod/policy/${policyId(ref)}`, subject: { kind: 'policy', id: policyId(ref) }, line };
  });
  return [heading('policies that select it'), ...items];
}

function portItems(pod: Pod): readonly Item[] {
  if (pod.ports.length === 0) return [heading('no container port declared')];
  const items = pod.ports.map(({ name, port, protocol }, i): Item => {
    return {
      id: `pod/port/${i}`,
      line: [span(`   ${protocol} ${port}`), span(name === undefined ? '' : `  ${name}`, 'dim')],
    };
  });
  return [heading('container ports'), ...items];
}

function labelItems(pod: Pod): readonly Item[] {
  if (pod.labels.size === 0) return [heading('no labels')];
  const items = [...pod.labels].map(
    ([key, value]): Item => ({ id: `pod/label/${key}`, line: [span(`   ${key}=${value}`)] }),
  );
  return [heading('labels'), ...items];
}
