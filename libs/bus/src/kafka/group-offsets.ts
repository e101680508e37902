import { AssignerProtocol, type Admin } from 'kafkajs';
import type { GroupLag } from '../transport';
import type { KafkaAdmin } from './admin';

/** Where a group stands: its committed offsets against the ends of the partitions. */
export class GroupOffsets {
  constructor(private readonly admin: KafkaAdmin) {}

  /** @param topics those the group reads; with none given, those it has ever committed an offset of */
  lag(group: string, topics: ReadonlySet<string>): Promise<GroupLag['partitions']> {
    return this.admin.use(async (admin) => {
      const committed = new Map<string, number>();
      const names = new Set(topics);
      for (const { topic, partitions } of await admin.fetchOffsets({ groupId: group })) {
        if (topics.size === 0) names.add(topic);
        for (const { partition, offset } of partitions) committed.set(`${topic}/${partition}`, Number(offset));
      }
      const ends = await Promise.all(
        [...names].sort().map(async (topic) => ({ topic, partitions: await admin.fetchTopicOffsets(topic) })),
      );
      return ends.flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, high, low }) => {
          const position = committed.get(`${topic}/${partition}`) ?? -1;
          return { topic, partition, position: Math.max(position, Number(low)), head: Number(high), owner: null };
        }),
      );
    });
  }

  /** Which member reads which partition now, by `topic/partition`. */
  owners(group: string): Promise<Map<string, string>> {
    return this.admin.use(async (admin: Admin) => {
      const { groups } = await admin.describeGroups([group]);
      const owners = new Map<string, string>();
      for (const { memberId, memberAssignment } of groups[0]?.members ?? []) {
        const decoded = memberAssignment.length > 0 ? AssignerProtocol.MemberAssignment.decode(memberAssignment) : null;
        for (const [topic, partitions] of Object.entries(decoded?.assignment ?? {})) {
          for (const partition of partitions) owners.set(`${topic}/${partition}`, memberId);
        }
      }
      return owners;
    });
  }
}
