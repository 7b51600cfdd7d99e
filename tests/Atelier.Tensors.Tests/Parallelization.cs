[assembly: CollectionBehavior(DisableTestParallelization = true)] // some tests count the live tensors of the process
