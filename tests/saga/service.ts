import { domains, type Service } from '@shop/contract/domains.ts'

export function isService(name: string): name is Service {
  return domains.some((domain) => domain.name === name)
}
