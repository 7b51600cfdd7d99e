[assembly: CollectionBehavior(DisableTestParallelization = true)] // tests set environment variables
