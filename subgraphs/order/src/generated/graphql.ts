/* Generated from schema.graphql by `npm run generate`: change that, not this. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { StoredState, UserReference } from '../store.ts';
import type { Changes } from '@shop/events/feed/changes.ts';
import type { OrderUpdateSource } from '../order-updates.ts';
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

/** What can be read. */
export type Query = {
  /** An order: one's own; a carrier's, once it has a delivery; any, with the role admin. Null for others. */
  readonly order?: Maybe<Order>;
  /** All orders, newest first. Role: admin. */
  readonly orders: OrderConnection;
};


/** What can be read. */
export type QueryOrderArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryOrdersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<OrderStatus>;
};

/** What can be changed. A mutation answers at once; what it starts goes on afterwards. */
export type Mutation = {
  /**
   * Places an order for the caller and answers at once, PENDING; `orderStatusChanged` follows it. Whether there is
   * such a product, enough of it and enough points is found out afterwards. Role: customer.
   */
  readonly placeOrder: Order;
  /**
   * Asks for an order to be cancelled: CANCELLING at once, CANCELLED when shipment, payment and stock are taken back. Refused
   * where the parcel is out for delivery: the order then is what it was, with `cancellationRefused`. An order that is
   * CANCELLING or CANCELLED already is answered as it is; REJECTED or COMPLETED: ORDER_NOT_CANCELLABLE. Role: customer for
   * one's own, admin for any.
   */
  readonly cancelOrder: Order;
};


/** What can be changed. A mutation answers at once; what it starts goes on afterwards. */
export type MutationPlaceOrderArgs = {
  input: PlaceOrderInput;
};


/** What can be changed. A mutation answers at once; what it starts goes on afterwards. */
export type MutationCancelOrderArgs = {
  input: CancelOrderInput;
};

/** What can be followed live: first the present state, then every change, once and in order. */
export type Subscription = {
  /**
   * An order's status: first as it is, then after every change; completes after COMPLETED, REJECTED or CANCELLED.
   * NOT_FOUND at once for an order that does not exist, or is somebody else's.
   */
  readonly orderStatusChanged: OrderUpdate;
  /**
   * Which orders are new or change, for those who show a list of them: the first update comes at once, so a list that is asked for after it
   * misses nothing; then come those that have changed, at most four times a second and a hundred at a time. Role: admin.
   */
  readonly ordersChanged: OrdersUpdate;
};


/** What can be followed live: first the present state, then every change, once and in order. */
export type SubscriptionOrderStatusChangedArgs = {
  orderId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


/** What can be followed live: first the present state, then every change, once and in order. */
export type SubscriptionOrdersChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
};

/** Where an order is on its way. */
export type OrderStatus =
  /** Placed; stock and points are being asked for. */
  | 'PENDING'
  /** Paid, and to be delivered. */
  | 'CONFIRMED'
  /** Delivered. */
  | 'COMPLETED'
  /** It could not be done; `rejection` says why. Nothing was taken, or all was given back. */
  | 'REJECTED'
  /** A cancellation was asked for and is under way. */
  | 'CANCELLING'
  /** Cancelled; all was given back. */
  | 'CANCELLED';

/** Why an order was rejected. */
export type RejectionReason =
  /** There is no such product. */
  | 'PRODUCT_NOT_FOUND'
  /** There were fewer units than were ordered. */
  | 'OUT_OF_STOCK'
  /** The price was not `expectedUnitPrice`. */
  | 'PRICE_CHANGED'
  /** The buyer never had any points. */
  | 'ACCOUNT_NOT_FOUND'
  /** The balance was smaller than the total. */
  | 'INSUFFICIENT_POINTS'
  /** Price by quantity is more than an Int can hold. */
  | 'TOTAL_TOO_LARGE'
  /** The shop did not get it done in time. */
  | 'TIMED_OUT';

/** A purchase of some units of one product. */
export type Order = {
  /** UUIDv7. */
  readonly id: Scalars['ID']['output'];
  /** The buyer. */
  readonly user: User;
  /** What was ordered. Null where there is no such product. */
  readonly product?: Maybe<Product>;
  /** Units. */
  readonly quantity: Scalars['Int']['output'];
  /** Where to. */
  readonly address: Scalars['String']['output'];
  /** Points for one unit; known once stock is reserved. Null for a carrier. */
  readonly unitPrice?: Maybe<Scalars['Int']['output']>;
  /** Points for all; known once stock is reserved. Null for a carrier. */
  readonly totalPrice?: Maybe<Scalars['Int']['output']>;
  /** Where the order is on its way. */
  readonly status: OrderStatus;
  /** Why it was rejected. */
  readonly rejection?: Maybe<RejectionReason>;
  /** Why the last cancellation was refused. */
  readonly cancellationRefused?: Maybe<Scalars['String']['output']>;
  /** When it was placed. */
  readonly placedAt: Scalars['DateTime']['output'];
  /** When its status last changed or a step was noted. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** What the saga did, oldest first. Without details for a carrier. */
  readonly timeline: ReadonlyArray<SagaStep>;
};

/** One step of an order's way through the services. */
export type SagaStep = {
  /** When it happened. */
  readonly at: Scalars['DateTime']['output'];
  /** Who did it: order, inventory, pay or delivery. */
  readonly service: Scalars['String']['output'];
  /** The name of the event, as in events/PROTOCOL.md. */
  readonly event: Scalars['String']['output'];
  /** Amounts, units or a reason; null where there is nothing more to say. */
  readonly detail?: Maybe<Scalars['String']['output']>;
};

export type User = {
  readonly id: Scalars['ID']['output'];
  /** The user's orders, newest first. Null, with FORBIDDEN, for a carrier who looks at somebody else. */
  readonly orders?: Maybe<OrderConnection>;
};


export type UserOrdersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<OrderStatus>;
};

export type Product = {
  readonly id: Scalars['ID']['output'];
};

/** An order to be placed. */
export type PlaceOrderInput = {
  /** The product to buy. */
  readonly productId: Scalars['ID']['input'];
  /** Units; 1 or more. */
  readonly quantity: Scalars['Int']['input'];
  /** Where to; 1 to 500 characters. */
  readonly address: Scalars['String']['input'];
  /** Points for one unit that the buyer agrees to; at another price the order is rejected with PRICE_CHANGED. */
  readonly expectedUnitPrice?: InputMaybe<Scalars['Int']['input']>;
  /**
   * 1 to 128 printable ASCII characters, in the caller's scope: the same input under the same key is the same order, other
   * input IDEMPOTENCY_CONFLICT.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** A cancellation to be asked for. */
export type CancelOrderInput = {
  /** The order to cancel. */
  readonly orderId: Scalars['ID']['input'];
  /** Up to 500 characters. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
};

/** An order's status at one moment. */
export type OrderUpdate = {
  /** Give it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** The status since then. */
  readonly status: OrderStatus;
  /** When it changed. */
  readonly at: Scalars['DateTime']['output'];
  /** The order as it is now. */
  readonly order: Order;
};

/** Orders that are new or have changed. */
export type OrdersUpdate = {
  /** Give it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** As they are now; may be none. Ask for the list at the first update, whatever it holds. */
  readonly orders: ReadonlyArray<Order>;
};

/** A page of orders. */
export type OrderConnection = {
  /** The orders of this page. */
  readonly edges: ReadonlyArray<OrderEdge>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
};

/** An order in a page. */
export type OrderEdge = {
  /** Its place in the list: a page may begin `after` it. */
  readonly cursor: Scalars['String']['output'];
  /** The order. */
  readonly node: Order;
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
  Order: Order;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Order:
    ( { __typename: 'Order' }
    & GraphQLRecursivePick<FederationTypes['Order'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
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
  OrderStatus: OrderStatus;
  RejectionReason: RejectionReason;
  Order: ResolverTypeWrapper<StoredState>;
  SagaStep: ResolverTypeWrapper<SagaStep>;
  User: ResolverTypeWrapper<UserReference>;
  Product: ResolverTypeWrapper<Product>;
  PlaceOrderInput: PlaceOrderInput;
  CancelOrderInput: CancelOrderInput;
  OrderUpdate: ResolverTypeWrapper<OrderUpdateSource>;
  OrdersUpdate: ResolverTypeWrapper<Changes>;
  OrderConnection: ResolverTypeWrapper<Omit<OrderConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['OrderEdge']> }>;
  OrderEdge: ResolverTypeWrapper<Omit<OrderEdge, 'node'> & { node: ResolversTypes['Order'] }>;
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
  Order: StoredState;
  SagaStep: SagaStep;
  User: UserReference;
  Product: Product;
  PlaceOrderInput: PlaceOrderInput;
  CancelOrderInput: CancelOrderInput;
  OrderUpdate: OrderUpdateSource;
  OrdersUpdate: Changes;
  OrderConnection: Omit<OrderConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['OrderEdge']> };
  OrderEdge: Omit<OrderEdge, 'node'> & { node: ResolversParentTypes['Order'] };
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<QueryOrderArgs, 'id'>>;
  orders?: Resolver<ResolversTypes['OrderConnection'], ParentType, ContextType, RequireFields<QueryOrdersArgs, 'first'>>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  placeOrder?: Resolver<ResolversTypes['Order'], ParentType, ContextType, RequireFields<MutationPlaceOrderArgs, 'input'>>;
  cancelOrder?: Resolver<ResolversTypes['Order'], ParentType, ContextType, RequireFields<MutationCancelOrderArgs, 'input'>>;
};

export type SubscriptionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  orderStatusChanged?: SubscriptionResolver<ResolversTypes['OrderUpdate'], "orderStatusChanged", ParentType, ContextType, RequireFields<SubscriptionOrderStatusChangedArgs, 'orderId'>>;
  ordersChanged?: SubscriptionResolver<ResolversTypes['OrdersUpdate'], "ordersChanged", ParentType, ContextType, Partial<SubscriptionOrdersChangedArgs>>;
};

export type OrderResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order'], FederationReferenceType extends FederationReferenceTypes['Order'] = FederationReferenceTypes['Order']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Order']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  address?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  unitPrice?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  totalPrice?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
  rejection?: Resolver<Maybe<ResolversTypes['RejectionReason']>, ParentType, ContextType>;
  cancellationRefused?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  placedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  timeline?: Resolver<ReadonlyArray<ResolversTypes['SagaStep']>, ParentType, ContextType>;
};

export type SagaStepResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SagaStep'] = ResolversParentTypes['SagaStep']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  service?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  event?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  detail?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  orders?: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, RequireFields<UserOrdersArgs, 'first'>>;
};

export type ProductResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type OrderUpdateResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrderUpdate'] = ResolversParentTypes['OrderUpdate']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  order?: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
};

export type OrdersUpdateResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrdersUpdate'] = ResolversParentTypes['OrdersUpdate']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  orders?: Resolver<ReadonlyArray<ResolversTypes['Order']>, ParentType, ContextType>;
};

export type OrderConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrderConnection'] = ResolversParentTypes['OrderConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['OrderEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type OrderEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrderEdge'] = ResolversParentTypes['OrderEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
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
  Order?: OrderResolvers<ContextType>;
  SagaStep?: SagaStepResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  OrderUpdate?: OrderUpdateResolvers<ContextType>;
  OrdersUpdate?: OrdersUpdateResolvers<ContextType>;
  OrderConnection?: OrderConnectionResolvers<ContextType>;
  OrderEdge?: OrderEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
};

