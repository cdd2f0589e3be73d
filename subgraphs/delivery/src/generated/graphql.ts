/* Generated from schema.graphql by `npm run generate`: change that, not this. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ShownDelivery } from '../domain/delivery.ts';
import type { Changes } from '@shop/events/feed/changes.ts';
import type { DeliveryUpdateSource } from '../delivery-updates.ts';
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
  /** The delivery of an order: of one's own; any, with the role carrier or admin. Null for others, and where there is none yet. */
  readonly delivery?: Maybe<Delivery>;
  /** All deliveries, newest order first. Role: carrier or admin. */
  readonly deliveries: DeliveryConnection;
};


export type QueryDeliveryArgs = {
  orderId: Scalars['ID']['input'];
};


export type QueryDeliveriesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<DeliveryStatus>;
};

export type Mutation = {
  /**
   * Notes that a parcel has got further. Only forward, never to CANCELLED: else DELIVERY_NOT_ADVANCEABLE; to the status it
   * has: nothing changes. Role: carrier or admin.
   */
  readonly advanceDelivery: Delivery;
};


export type MutationAdvanceDeliveryArgs = {
  input: AdvanceDeliveryInput;
};

export type Subscription = {
  /**
   * A delivery's status: first as it is, then every change; completes after DELIVERED or CANCELLED. May begin before the
   * delivery is there, and completes where the order closes without one. NOT_FOUND for an order that
   * does not exist, or is somebody else's: at once where its id is old, a minute after it was placed where it is young.
   */
  readonly deliveryStatusChanged: DeliveryUpdate;
  /**
   * Which deliveries change, for those who show a list of them: the first update comes at once, so a list that is asked for after it misses
   * nothing; then come those that have changed, at most four times a second and a hundred at a time. Role: carrier or admin.
   */
  readonly deliveriesChanged: DeliveriesUpdate;
};


export type SubscriptionDeliveryStatusChangedArgs = {
  orderId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


export type SubscriptionDeliveriesChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
};

/** Where a parcel is. */
export type DeliveryStatus =
  /** Paid, and being packed. */
  | 'PREPARING'
  /** Handed to the carrier. */
  | 'SHIPPED'
  /** Under way between depots. */
  | 'IN_TRANSIT'
  /** From here on a cancellation is too late. */
  | 'OUT_FOR_DELIVERY'
  /** At its address. Final. */
  | 'DELIVERED'
  /** Cancelled with its order. Final. */
  | 'CANCELLED';

/** The parcel of one order. */
export type Delivery = {
  /** The id of its order. */
  readonly id: Scalars['ID']['output'];
  /** The order that it carries. */
  readonly order: Order;
  /** Who ordered it. */
  readonly user: User;
  /** What is in it. */
  readonly product: Product;
  /** Units. */
  readonly quantity: Scalars['Int']['output'];
  /** Where to. */
  readonly address: Scalars['String']['output'];
  /** Where the parcel is now. */
  readonly status: DeliveryStatus;
  /** Oldest first. */
  readonly history: ReadonlyArray<DeliveryStep>;
};

/** A status that a parcel has had. */
export type DeliveryStep = {
  /** The status. */
  readonly status: DeliveryStatus;
  /** Since when. */
  readonly at: Scalars['DateTime']['output'];
};

export type Order = {
  readonly id: Scalars['ID']['output'];
  /** Null where there is none yet, or never will be. */
  readonly delivery?: Maybe<Delivery>;
};

export type User = {
  readonly id: Scalars['ID']['output'];
};

export type Product = {
  readonly id: Scalars['ID']['output'];
};

/** A parcel that has got further. */
export type AdvanceDeliveryInput = {
  /** The order that it carries. */
  readonly orderId: Scalars['ID']['input'];
  /** Default: the next status. */
  readonly to?: InputMaybe<DeliveryStatus>;
};

/** A delivery's status at one moment. */
export type DeliveryUpdate = {
  /** Give it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** The status since then. */
  readonly status: DeliveryStatus;
  /** When it changed. */
  readonly at: Scalars['DateTime']['output'];
  /** The delivery as it is now. */
  readonly delivery: Delivery;
};

/** Deliveries that have changed. */
export type DeliveriesUpdate = {
  /** Give it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** As they are now; may be none. Ask for the list at the first update, whatever it holds. */
  readonly deliveries: ReadonlyArray<Delivery>;
};

/** A page of deliveries. */
export type DeliveryConnection = {
  /** The deliveries of this page. */
  readonly edges: ReadonlyArray<DeliveryEdge>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
};

/** A delivery in a page. */
export type DeliveryEdge = {
  /** Its place in the list: a page may begin `after` it. */
  readonly cursor: Scalars['String']['output'];
  /** The delivery. */
  readonly node: Delivery;
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

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

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

/** Mapping of federation types */
export type FederationTypes = {
  Delivery: Delivery;
  Order: Order;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Delivery:
    ( { __typename: 'Delivery' }
    & GraphQLRecursivePick<FederationTypes['Delivery'], {"id":true}> );
  Order:
    ( { __typename: 'Order' }
    & GraphQLRecursivePick<FederationTypes['Order'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  DeliveryStatus: DeliveryStatus;
  Delivery: ResolverTypeWrapper<ShownDelivery>;
  DeliveryStep: ResolverTypeWrapper<DeliveryStep>;
  Order: ResolverTypeWrapper<Omit<Order, 'delivery'> & { delivery?: Maybe<ResolversTypes['Delivery']> }>;
  User: ResolverTypeWrapper<User>;
  Product: ResolverTypeWrapper<Product>;
  AdvanceDeliveryInput: AdvanceDeliveryInput;
  DeliveryUpdate: ResolverTypeWrapper<DeliveryUpdateSource>;
  DeliveriesUpdate: ResolverTypeWrapper<Changes>;
  DeliveryConnection: ResolverTypeWrapper<Omit<DeliveryConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['DeliveryEdge']> }>;
  DeliveryEdge: ResolverTypeWrapper<Omit<DeliveryEdge, 'node'> & { node: ResolversTypes['Delivery'] }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  Mutation: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  Delivery: ShownDelivery;
  DeliveryStep: DeliveryStep;
  Order: Omit<Order, 'delivery'> & { delivery?: Maybe<ResolversParentTypes['Delivery']> } | FederationReferenceTypes['Order'];
  User: User;
  Product: Product;
  AdvanceDeliveryInput: AdvanceDeliveryInput;
  DeliveryUpdate: DeliveryUpdateSource;
  DeliveriesUpdate: Changes;
  DeliveryConnection: Omit<DeliveryConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['DeliveryEdge']> };
  DeliveryEdge: Omit<DeliveryEdge, 'node'> & { node: ResolversParentTypes['Delivery'] };
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  delivery?: Resolver<Maybe<ResolversTypes['Delivery']>, ParentType, ContextType, RequireFields<QueryDeliveryArgs, 'orderId'>>;
  deliveries?: Resolver<ResolversTypes['DeliveryConnection'], ParentType, ContextType, RequireFields<QueryDeliveriesArgs, 'first'>>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  advanceDelivery?: Resolver<ResolversTypes['Delivery'], ParentType, ContextType, RequireFields<MutationAdvanceDeliveryArgs, 'input'>>;
};

export type SubscriptionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  deliveryStatusChanged?: SubscriptionResolver<ResolversTypes['DeliveryUpdate'], "deliveryStatusChanged", ParentType, ContextType, RequireFields<SubscriptionDeliveryStatusChangedArgs, 'orderId'>>;
  deliveriesChanged?: SubscriptionResolver<ResolversTypes['DeliveriesUpdate'], "deliveriesChanged", ParentType, ContextType, Partial<SubscriptionDeliveriesChangedArgs>>;
};

export type DeliveryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Delivery'] = ResolversParentTypes['Delivery'], FederationReferenceType extends FederationReferenceTypes['Delivery'] = FederationReferenceTypes['Delivery']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Delivery']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  order?: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  address?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DeliveryStatus'], ParentType, ContextType>;
  history?: Resolver<ReadonlyArray<ResolversTypes['DeliveryStep']>, ParentType, ContextType>;
};

export type DeliveryStepResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeliveryStep'] = ResolversParentTypes['DeliveryStep']> = {
  status?: Resolver<ResolversTypes['DeliveryStatus'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type OrderResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order'], FederationReferenceType extends FederationReferenceTypes['Order'] = FederationReferenceTypes['Order']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Order']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  delivery?: Resolver<Maybe<ResolversTypes['Delivery']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ProductResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type DeliveryUpdateResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeliveryUpdate'] = ResolversParentTypes['DeliveryUpdate']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DeliveryStatus'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  delivery?: Resolver<ResolversTypes['Delivery'], ParentType, ContextType>;
};

export type DeliveriesUpdateResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeliveriesUpdate'] = ResolversParentTypes['DeliveriesUpdate']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  deliveries?: Resolver<ReadonlyArray<ResolversTypes['Delivery']>, ParentType, ContextType>;
};

export type DeliveryConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeliveryConnection'] = ResolversParentTypes['DeliveryConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['DeliveryEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DeliveryEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeliveryEdge'] = ResolversParentTypes['DeliveryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Delivery'], ParentType, ContextType>;
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
  Delivery?: DeliveryResolvers<ContextType>;
  DeliveryStep?: DeliveryStepResolvers<ContextType>;
  Order?: OrderResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  DeliveryUpdate?: DeliveryUpdateResolvers<ContextType>;
  DeliveriesUpdate?: DeliveriesUpdateResolvers<ContextType>;
  DeliveryConnection?: DeliveryConnectionResolvers<ContextType>;
  DeliveryEdge?: DeliveryEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
};

