/* Generated from schema.graphql by `npm run generate`: change that, not this. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { OrderReference } from '../dead-letters.ts';
import type { RequestContext } from '@shop/subgraph-server/context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment: RFC 3339, UTC, with milliseconds. */
  DateTime: { input: string; output: string; }
  _FieldSet: { input: string; output: string; }
};

export type Query = {
  /** Messages that a service could not handle, oldest first. Role: admin. */
  readonly deadLetters: DeadLetterConnection;
  /** Orders that have waited too long for a step of the saga, those that have waited longest first. Role: admin. */
  readonly stuckOrders: StuckOrderConnection;
  /** Orders that are under way, by what they wait for. Role: admin. */
  readonly ordersInFlight: ReadonlyArray<OrdersInFlight>;
  /** Every service of the shop, whether or not it answers. Role: admin. */
  readonly services: ReadonlyArray<ServiceState>;
  /** What operators did, newest first. Role: admin. */
  readonly operatorActions: OperatorActionConnection;
  /** Orders and their times, minute by minute, oldest first; the last minute is the one that has begun. Role: admin. */
  readonly throughput: ReadonlyArray<Throughput>;
  /** Invariants that do not hold, as the services that look after them say. Empty: all hold. Role: admin. */
  readonly brokenInvariants: ReadonlyArray<BrokenInvariant>;
};


export type QueryDeadLettersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  service?: InputMaybe<Scalars['String']['input']>;
  kind?: InputMaybe<DeadLetterKind>;
  eventType?: InputMaybe<Scalars['String']['input']>;
  orderId?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryStuckOrdersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryOperatorActionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryThroughputArgs = {
  minutes?: InputMaybe<Scalars['Int']['input']>;
};

export type Mutation = {
  /** Has the services handle these messages again. One that fails again is a dead letter again, with its history. Role: admin. */
  readonly replayDeadLetters: OperatorAction;
  /** Gives these messages up: they will not be handled. The reason is required, and kept. Role: admin. */
  readonly discardDeadLetters: OperatorAction;
};


export type MutationReplayDeadLettersArgs = {
  input: DeadLettersInput;
};


export type MutationDiscardDeadLettersArgs = {
  input: DeadLettersInput;
};

export type Subscription = {
  /** How the shop is doing: at once, and then where that has changed, at most once a second. Role: admin. */
  readonly operationsChanged: OperationsUpdate;
};

/** A message that a service could not handle. */
export type DeadLetter = {
  /** The same for every reader, and never another's. */
  readonly id: Scalars['ID']['output'];
  /** The service that could not handle it. */
  readonly service: Scalars['String']['output'];
  /** Why it stands here. */
  readonly kind: DeadLetterKind;
  /** Such as OrderPlaced; null where that cannot be read. */
  readonly eventType?: Maybe<Scalars['String']['output']>;
  /** What the event is about: order, product, account or delivery. Null where that cannot be read. */
  readonly aggregate?: Maybe<Scalars['String']['output']>;
  /** Which of them. Null where that cannot be read. */
  readonly aggregateId?: Maybe<Scalars['ID']['output']>;
  /** The order that it is a step of; null where there is none, or it cannot be read. */
  readonly orderId?: Maybe<Scalars['ID']['output']>;
  /** That order; null where there is none. */
  readonly order?: Maybe<Order>;
  /** What the service said the last time. */
  readonly error: Scalars['String']['output'];
  /** How often the service has tried since the message was published or replayed. */
  readonly tries: Scalars['Int']['output'];
  /** When it came to stand here. */
  readonly since: Scalars['DateTime']['output'];
  /** The message as it came: JSON text, where it is JSON. At most 16,384 characters of it. */
  readonly payload: Scalars['String']['output'];
  /** How long the whole message is. */
  readonly payloadBytes: Scalars['Int']['output'];
  /** Whether it can be replayed: not where it was too large to be kept whole. */
  readonly replayable: Scalars['Boolean']['output'];
  /** Its earlier failures, oldest first: one for every time that it was replayed; the last 10. */
  readonly history: ReadonlyArray<DeadLetterFailure>;
};

/** Why a message is a dead letter. */
export type DeadLetterKind =
  /** The service failed at it, as often as it tries. */
  | 'FAILED'
  /** It is not what its type says, and never will be. */
  | 'MALFORMED'
  /** Only a later release can read it, or reacts to it: it is handled by itself once that runs. */
  | 'PARKED';

/** A dead letter before it was replayed. */
export type DeadLetterFailure = {
  /** When it had come to stand among the dead letters. */
  readonly at: Scalars['DateTime']['output'];
  /** What the service said then. */
  readonly error: Scalars['String']['output'];
  /** How often the service had tried. */
  readonly tries: Scalars['Int']['output'];
};

export type Order = {
  readonly id: Scalars['ID']['output'];
};

export type User = {
  readonly id: Scalars['ID']['output'];
};

/** An order that does not get on. */
export type StuckOrder = {
  /** The order's id. */
  readonly orderId: Scalars['ID']['output'];
  /** The order itself; null where the order service does not answer. */
  readonly order?: Maybe<Order>;
  /** The step that does not come. */
  readonly waitingFor: WaitingFor;
  /** Since when. */
  readonly since: Scalars['DateTime']['output'];
};

/** What an order that is under way waits for. */
export type WaitingFor =
  /** The inventory, to reserve its stock. */
  | 'STOCK_RESERVATION'
  /** The membership points, to be taken. */
  | 'PAYMENT'
  /** The delivery, to be prepared. */
  | 'DELIVERY_PREPARATION'
  /** The carrier, who takes what time it takes: never stuck. */
  | 'CARRIER'
  /** The inventory, to release the stock after a payment was declined. */
  | 'STOCK_RELEASE'
  /** The delivery, to be cancelled or to refuse that. */
  | 'DELIVERY_CANCELLATION'
  /** The membership points, to be given back. */
  | 'REFUND'
  /** The inventory, to take the stock back. */
  | 'STOCK_RETURN';

/** Orders under way that wait for the same. */
export type OrdersInFlight = {
  /** What they wait for. */
  readonly waitingFor: WaitingFor;
  /** How many; no more than 10,000 are counted. */
  readonly orders: Scalars['Int']['output'];
  /** Since when the first of them waits. */
  readonly oldestSince: Scalars['DateTime']['output'];
};

/** A service of the shop, all its replicas together. */
export type ServiceState = {
  /** Its name. */
  readonly name: Scalars['String']['output'];
  /** How many replicas answer. */
  readonly replicas: Scalars['Int']['output'];
  /** Whether there is a replica, and every replica is ready. */
  readonly ready: Scalars['Boolean']['output'];
  /** What replicas lack, such as mongo or nats; also where they are ready without it. */
  readonly missing: ReadonlyArray<Scalars['String']['output']>;
  /** Events that wait for the service, and those it has in hand; null where it takes none, or that is not known. */
  readonly consumerLag?: Maybe<Scalars['Int']['output']>;
  /** How long the oldest event has waited to be published, in seconds; null where it publishes none, or that is not known. */
  readonly outboxAgeSeconds?: Maybe<Scalars['Float']['output']>;
  /** Messages of this service among the dead letters; null where that is not known. */
  readonly deadLetters?: Maybe<Scalars['Int']['output']>;
};

/** Which dead letters are meant: either `ids` or `filter`. */
export type DeadLettersInput = {
  /** These, 1 to 1,000. What is not there any more is passed over. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** All that match it now, the oldest 10,000 at most; an empty one matches all. */
  readonly filter?: InputMaybe<DeadLetterFilter>;
  /** Up to 500 characters; required where they are given up. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 128 printable ASCII characters, in the caller's scope: what is sent again under the same key is done once, to the letters that it was done to first. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Dead letters that are alike; what is left out is not looked at. */
export type DeadLetterFilter = {
  /** Those of one service. */
  readonly service?: InputMaybe<Scalars['String']['input']>;
  /** Those of one kind. */
  readonly kind?: InputMaybe<DeadLetterKind>;
  /** Those of one event type, such as OrderPlaced. */
  readonly eventType?: InputMaybe<Scalars['String']['input']>;
  /** Those of one order. */
  readonly orderId?: InputMaybe<Scalars['ID']['input']>;
};

/** Something that an operator did. */
export type OperatorAction = {
  /** The same for every reader. */
  readonly id: Scalars['ID']['output'];
  /** When it was asked for. */
  readonly at: Scalars['DateTime']['output'];
  /** Who asked. */
  readonly user: User;
  /** What was done. */
  readonly action: OperatorActionKind;
  /** Why, in the operator's words. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** What it was done to, in words. */
  readonly subject: Scalars['String']['output'];
  /** Whether it is over. */
  readonly state: OperatorActionState;
  /** To how many it was done: what somebody else had done by then is not counted. */
  readonly affected: Scalars['Int']['output'];
};

/** What operators can do. */
export type OperatorActionKind =
  /** Messages were handed to their services again. */
  | 'REPLAY_DEAD_LETTERS'
  /** Messages were given up. */
  | 'DISCARD_DEAD_LETTERS';

/** How far something that an operator did has come. */
export type OperatorActionState =
  /** It is under way; where a process has ended meanwhile, another one goes on. */
  | 'UNDER_WAY'
  /** It is over. */
  | 'DONE';

/** A minute of the shop. */
export type Throughput = {
  /** When the minute began. */
  readonly minute: Scalars['DateTime']['output'];
  /** Orders placed in it. */
  readonly ordersPlaced: Scalars['Int']['output'];
  /** Orders whose delivery was prepared in it. */
  readonly deliveriesPrepared: Scalars['Int']['output'];
  /** From placing to the prepared delivery, in milliseconds: half of them took no longer. Null where there was none. */
  readonly p50Ms?: Maybe<Scalars['Int']['output']>;
  /** 99 of 100 took no longer. */
  readonly p99Ms?: Maybe<Scalars['Int']['output']>;
};

/** A rule of the shop that does not hold somewhere. */
export type BrokenInvariant = {
  /** The service that says so. */
  readonly service: Scalars['String']['output'];
  /** Its name, as events/PROTOCOL.md has it: points, units, log or rebuild. */
  readonly invariant: Scalars['String']['output'];
  /** Of how many of the service's documents, when they were last looked through. */
  readonly documents: Scalars['Int']['output'];
};

/** How the shop is doing. */
export type OperationsUpdate = {
  /** When that was. */
  readonly at: Scalars['DateTime']['output'];
  /** Orders that are under way, by what they wait for. */
  readonly ordersInFlight: ReadonlyArray<OrdersInFlight>;
  /** Orders that have waited too long; no more than 10,000 are counted. */
  readonly stuckOrders: Scalars['Int']['output'];
  /** The last 60 seconds. */
  readonly lastMinute: Throughput;
  /** Every service of the shop. */
  readonly services: ReadonlyArray<ServiceState>;
  /** Dead letters of all services. */
  readonly deadLetters: Scalars['Int']['output'];
  /** Invariants that do not hold. */
  readonly brokenInvariants: ReadonlyArray<BrokenInvariant>;
};

/** A page of dead letters. */
export type DeadLetterConnection = {
  /** The dead letters of this page. */
  readonly edges: ReadonlyArray<DeadLetterEdge>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
};

/** A dead letter in a page. */
export type DeadLetterEdge = {
  /** Its place in the list: a page may begin `after` it. */
  readonly cursor: Scalars['String']['output'];
  /** The dead letter. */
  readonly node: DeadLetter;
};

/** A page of stuck orders. */
export type StuckOrderConnection = {
  /** The orders of this page. */
  readonly edges: ReadonlyArray<StuckOrderEdge>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
};

/** A stuck order in a page. */
export type StuckOrderEdge = {
  /** Its place in the list: a page may begin `after` it. */
  readonly cursor: Scalars['String']['output'];
  /** The stuck order. */
  readonly node: StuckOrder;
};

/** A page of what operators did. */
export type OperatorActionConnection = {
  /** The actions of this page. */
  readonly edges: ReadonlyArray<OperatorActionEdge>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
};

/** An action in a page. */
export type OperatorActionEdge = {
  /** Its place in the list: a page may begin `after` it. */
  readonly cursor: Scalars['String']['output'];
  /** The action. */
  readonly node: OperatorAction;
};

/** Where a page of a list begins and ends, as Relay has it. */
export type PageInfo = {
  /** Whether there is more after this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is something before this page. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The first cursor; null where the page is empty. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
  /** The last cursor; null where the page is empty. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  DeadLetter: ResolverTypeWrapper<Omit<DeadLetter, 'order'> & { order?: Maybe<ResolversTypes['Order']> }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  DeadLetterKind: DeadLetterKind;
  DeadLetterFailure: ResolverTypeWrapper<DeadLetterFailure>;
  Order: ResolverTypeWrapper<OrderReference>;
  User: ResolverTypeWrapper<User>;
  StuckOrder: ResolverTypeWrapper<Omit<StuckOrder, 'order'> & { order?: Maybe<ResolversTypes['Order']> }>;
  WaitingFor: WaitingFor;
  OrdersInFlight: ResolverTypeWrapper<OrdersInFlight>;
  ServiceState: ResolverTypeWrapper<ServiceState>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  DeadLettersInput: DeadLettersInput;
  DeadLetterFilter: DeadLetterFilter;
  OperatorAction: ResolverTypeWrapper<OperatorAction>;
  OperatorActionKind: OperatorActionKind;
  OperatorActionState: OperatorActionState;
  Throughput: ResolverTypeWrapper<Throughput>;
  BrokenInvariant: ResolverTypeWrapper<BrokenInvariant>;
  OperationsUpdate: ResolverTypeWrapper<OperationsUpdate>;
  DeadLetterConnection: ResolverTypeWrapper<Omit<DeadLetterConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['DeadLetterEdge']> }>;
  DeadLetterEdge: ResolverTypeWrapper<Omit<DeadLetterEdge, 'node'> & { node: ResolversTypes['DeadLetter'] }>;
  StuckOrderConnection: ResolverTypeWrapper<Omit<StuckOrderConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['StuckOrderEdge']> }>;
  StuckOrderEdge: ResolverTypeWrapper<Omit<StuckOrderEdge, 'node'> & { node: ResolversTypes['StuckOrder'] }>;
  OperatorActionConnection: ResolverTypeWrapper<OperatorActionConnection>;
  OperatorActionEdge: ResolverTypeWrapper<OperatorActionEdge>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  Query: Record<PropertyKey, never>;
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  ID: Scalars['ID']['output'];
  Mutation: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  DeadLetter: Omit<DeadLetter, 'order'> & { order?: Maybe<ResolversParentTypes['Order']> };
  Boolean: Scalars['Boolean']['output'];
  DeadLetterFailure: DeadLetterFailure;
  Order: OrderReference;
  User: User;
  StuckOrder: Omit<StuckOrder, 'order'> & { order?: Maybe<ResolversParentTypes['Order']> };
  OrdersInFlight: OrdersInFlight;
  ServiceState: ServiceState;
  Float: Scalars['Float']['output'];
  DeadLettersInput: DeadLettersInput;
  DeadLetterFilter: DeadLetterFilter;
  OperatorAction: OperatorAction;
  Throughput: Throughput;
  BrokenInvariant: BrokenInvariant;
  OperationsUpdate: OperationsUpdate;
  DeadLetterConnection: Omit<DeadLetterConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['DeadLetterEdge']> };
  DeadLetterEdge: Omit<DeadLetterEdge, 'node'> & { node: ResolversParentTypes['DeadLetter'] };
  StuckOrderConnection: Omit<StuckOrderConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['StuckOrderEdge']> };
  StuckOrderEdge: Omit<StuckOrderEdge, 'node'> & { node: ResolversParentTypes['StuckOrder'] };
  OperatorActionConnection: OperatorActionConnection;
  OperatorActionEdge: OperatorActionEdge;
  PageInfo: PageInfo;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  deadLetters?: Resolver<ResolversTypes['DeadLetterConnection'], ParentType, ContextType, RequireFields<QueryDeadLettersArgs, 'first'>>;
  stuckOrders?: Resolver<ResolversTypes['StuckOrderConnection'], ParentType, ContextType, RequireFields<QueryStuckOrdersArgs, 'first'>>;
  ordersInFlight?: Resolver<ReadonlyArray<ResolversTypes['OrdersInFlight']>, ParentType, ContextType>;
  services?: Resolver<ReadonlyArray<ResolversTypes['ServiceState']>, ParentType, ContextType>;
  operatorActions?: Resolver<ResolversTypes['OperatorActionConnection'], ParentType, ContextType, RequireFields<QueryOperatorActionsArgs, 'first'>>;
  throughput?: Resolver<ReadonlyArray<ResolversTypes['Throughput']>, ParentType, ContextType, RequireFields<QueryThroughputArgs, 'minutes'>>;
  brokenInvariants?: Resolver<ReadonlyArray<ResolversTypes['BrokenInvariant']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  replayDeadLetters?: Resolver<ResolversTypes['OperatorAction'], ParentType, ContextType, RequireFields<MutationReplayDeadLettersArgs, 'input'>>;
  discardDeadLetters?: Resolver<ResolversTypes['OperatorAction'], ParentType, ContextType, RequireFields<MutationDiscardDeadLettersArgs, 'input'>>;
};

export type SubscriptionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  operationsChanged?: SubscriptionResolver<ResolversTypes['OperationsUpdate'], "operationsChanged", ParentType, ContextType>;
};

export type DeadLetterResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeadLetter'] = ResolversParentTypes['DeadLetter']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  service?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['DeadLetterKind'], ParentType, ContextType>;
  eventType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  aggregate?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  aggregateId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  orderId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType>;
  error?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  payload?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  payloadBytes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  replayable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  history?: Resolver<ReadonlyArray<ResolversTypes['DeadLetterFailure']>, ParentType, ContextType>;
};

export type DeadLetterFailureResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeadLetterFailure'] = ResolversParentTypes['DeadLetterFailure']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  error?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OrderResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type StuckOrderResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StuckOrder'] = ResolversParentTypes['StuckOrder']> = {
  orderId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType>;
  waitingFor?: Resolver<ResolversTypes['WaitingFor'], ParentType, ContextType>;
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type OrdersInFlightResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrdersInFlight'] = ResolversParentTypes['OrdersInFlight']> = {
  waitingFor?: Resolver<ResolversTypes['WaitingFor'], ParentType, ContextType>;
  orders?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  oldestSince?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ServiceStateResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ServiceState'] = ResolversParentTypes['ServiceState']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  replicas?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ready?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  missing?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  consumerLag?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  outboxAgeSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  deadLetters?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type OperatorActionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OperatorAction'] = ResolversParentTypes['OperatorAction']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  action?: Resolver<ResolversTypes['OperatorActionKind'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['OperatorActionState'], ParentType, ContextType>;
  affected?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ThroughputResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Throughput'] = ResolversParentTypes['Throughput']> = {
  minute?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  ordersPlaced?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  deliveriesPrepared?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  p50Ms?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  p99Ms?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type BrokenInvariantResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['BrokenInvariant'] = ResolversParentTypes['BrokenInvariant']> = {
  service?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  invariant?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  documents?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OperationsUpdateResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OperationsUpdate'] = ResolversParentTypes['OperationsUpdate']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  ordersInFlight?: Resolver<ReadonlyArray<ResolversTypes['OrdersInFlight']>, ParentType, ContextType>;
  stuckOrders?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lastMinute?: Resolver<ResolversTypes['Throughput'], ParentType, ContextType>;
  services?: Resolver<ReadonlyArray<ResolversTypes['ServiceState']>, ParentType, ContextType>;
  deadLetters?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  brokenInvariants?: Resolver<ReadonlyArray<ResolversTypes['BrokenInvariant']>, ParentType, ContextType>;
};

export type DeadLetterConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeadLetterConnection'] = ResolversParentTypes['DeadLetterConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['DeadLetterEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DeadLetterEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeadLetterEdge'] = ResolversParentTypes['DeadLetterEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DeadLetter'], ParentType, ContextType>;
};

export type StuckOrderConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StuckOrderConnection'] = ResolversParentTypes['StuckOrderConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['StuckOrderEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type StuckOrderEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StuckOrderEdge'] = ResolversParentTypes['StuckOrderEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['StuckOrder'], ParentType, ContextType>;
};

export type OperatorActionConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OperatorActionConnection'] = ResolversParentTypes['OperatorActionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['OperatorActionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type OperatorActionEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OperatorActionEdge'] = ResolversParentTypes['OperatorActionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['OperatorAction'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  DateTime?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  DeadLetter?: DeadLetterResolvers<ContextType>;
  DeadLetterFailure?: DeadLetterFailureResolvers<ContextType>;
  Order?: OrderResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  StuckOrder?: StuckOrderResolvers<ContextType>;
  OrdersInFlight?: OrdersInFlightResolvers<ContextType>;
  ServiceState?: ServiceStateResolvers<ContextType>;
  OperatorAction?: OperatorActionResolvers<ContextType>;
  Throughput?: ThroughputResolvers<ContextType>;
  BrokenInvariant?: BrokenInvariantResolvers<ContextType>;
  OperationsUpdate?: OperationsUpdateResolvers<ContextType>;
  DeadLetterConnection?: DeadLetterConnectionResolvers<ContextType>;
  DeadLetterEdge?: DeadLetterEdgeResolvers<ContextType>;
  StuckOrderConnection?: StuckOrderConnectionResolvers<ContextType>;
  StuckOrderEdge?: StuckOrderEdgeResolvers<ContextType>;
  OperatorActionConnection?: OperatorActionConnectionResolvers<ContextType>;
  OperatorActionEdge?: OperatorActionEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
};

