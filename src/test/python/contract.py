"""Message classes from a FileDescriptorSet, for clients without generated code."""

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory


def load(path):
    """The pool of all files of a descriptor set, each after those it imports."""
    pool = descriptor_pool.DescriptorPool()
    with open(path, "rb") as file:
        for proto in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
            pool.Add(proto)
    return pool


def message_class(pool, name):
    descriptor = pool.FindMessageTypeByName(name)
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


def method(channel, pool, full_name):
    """A callable for SERVICE/METHOD, of the shape that its contract says."""
    service, name = full_name.split("/")
    declared = pool.FindServiceByName(service).FindMethodByName(name)
    proto = next(
        m
        for s in _file(pool, service).service
        if service.endswith("." + s.name)
        for m in s.method
        if m.name == name
    )
    kind = ("stream" if proto.client_streaming else "unary") + "_" + (
        "stream" if proto.server_streaming else "unary"
    )
    return getattr(channel, kind)(
        "/" + full_name,
        request_serializer=message_class(pool, declared.input_type.full_name).SerializeToString,
        response_deserializer=message_class(pool, declared.output_type.full_name).FromString,
    )


def _file(pool, symbol):
    proto = descriptor_pb2.FileDescriptorProto()
    pool.FindFileContainingSymbol(symbol).CopyToProto(proto)
    return proto
