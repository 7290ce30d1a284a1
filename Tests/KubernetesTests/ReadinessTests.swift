import Documents
import Kubernetes
import Testing

struct ReadinessTests {
    private func object(_ text: String) throws -> Object {
        Object(try YAMLReader.document(Array(text.utf8), file: "test", options: .helm).value(.legacy))
    }

    @Test(
        arguments: [
            ("{kind: ConfigMap, apiVersion: v1}", .ready),
            ("{kind: X, apiVersion: a/v1, metadata: {deletionTimestamp: '2020-01-01T00:00:00Z'}}", .terminating),
            ("{kind: X, apiVersion: a/v1, metadata: {generation: 2}, status: {observedGeneration: 1}}", .progressing),
            ("{kind: X, apiVersion: a/v1, status: {conditions: [{type: Ready, status: 'False'}]}}", .progressing),
            ("{kind: X, apiVersion: a/v1, status: {conditions: [{type: Ready, status: 'True'}]}}", .ready),
            ("{kind: X, apiVersion: a/v1, status: {conditions: [{type: Stalled, status: 'True'}]}}", .failed),
            ("{kind: X, apiVersion: a/v1, status: {conditions: [{type: Reconciling, status: 'True'}]}}", .progressing),
            ("{kind: Pod, apiVersion: v1, status: {phase: Succeeded}}", .ready),
            ("{kind: Pod, apiVersion: v1, status: {phase: Failed}}", .failed),
            ("{kind: Pod, apiVersion: v1, status: {phase: Running}}", .progressing),
            (
                "{kind: Pod, apiVersion: v1, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}",
                .ready
            ),
            ("{kind: PersistentVolumeClaim, apiVersion: v1, status: {phase: Pending}}", .progressing),
            ("{kind: PersistentVolumeClaim, apiVersion: v1, status: {phase: Bound}}", .ready),
            ("{kind: Service, apiVersion: v1, spec: {type: LoadBalancer}}", .progressing),
            ("{kind: Service, apiVersion: v1, spec: {type: ClusterIP}}", .ready),
            ("{kind: Job, apiVersion: batch/v1}", .progressing),
            ("{kind: Job, apiVersion: batch/v1, status: {startTime: x, active: 1}}", .ready),
            ("{kind: Job, apiVersion: batch/v1, status: {conditions: [{type: Failed, status: 'True'}]}}", .failed),
            ("{kind: Deployment, apiVersion: apps/v1, spec: {replicas: 0}}", .progressing),
            ("{kind: Deployment, apiVersion: apps/v1, spec: {paused: true}}", .ready),
            (
                "{kind: Deployment, apiVersion: apps/v1, status: {observedGeneration: 1, replicas: 1, updatedReplicas: 1, "
                    + "readyReplicas: 1, availableReplicas: 1, conditions: [{type: Available, status: 'True'}]}}",
                .ready
            ),
            (
                "{kind: Deployment, apiVersion: apps/v1, status: {observedGeneration: 1, replicas: 2, updatedReplicas: 1, "
                    + "readyReplicas: 1, availableReplicas: 1, conditions: [{type: Available, status: 'True'}]}}",
                .progressing
            ),
            (
                "{kind: Deployment, apiVersion: apps/v1, status: {conditions: "
                    + "[{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded}]}}", .failed
            ),
            (
                "{kind: StatefulSet, apiVersion: apps/v1, status: {observedGeneration: 1, replicas: 1, readyReplicas: 1, "
                    + "currentRevision: a, updateRevision: b}}", .progressing
            ),
            (
                "{kind: StatefulSet, apiVersion: apps/v1, status: {observedGeneration: 1, replicas: 1, readyReplicas: 1, "
                    + "currentRevision: a, updateRevision: a}}", .ready
            ),
            (
                "{kind: DaemonSet, apiVersion: apps/v1, status: {observedGeneration: 1, desiredNumberScheduled: 1}}",
                .progressing
            ),
            (
                "{kind: DaemonSet, apiVersion: apps/v1, status: {observedGeneration: 1, desiredNumberScheduled: 0}}",
                .ready
            ),
            (
                "{kind: CustomResourceDefinition, apiVersion: apiextensions.k8s.io/v1, status: {conditions: "
                    + "[{type: NamesAccepted, status: 'False'}]}}", .failed
            ),
            (
                "{kind: CustomResourceDefinition, apiVersion: apiextensions.k8s.io/v1, status: {conditions: "
                    + "[{type: Established, status: 'True'}]}}", .ready
            ),
        ] as [(String, Readiness.State)])
    func judges(text: String, state: Readiness.State) throws {
        let readiness = Readiness(try object(text))
        #expect(readiness.state == state, "\(readiness.message)")
    }

    @Test func aJobHasToBeDoneIfAsked() throws {
        let job = try object("{kind: Job, apiVersion: batch/v1, status: {startTime: x, active: 1}}")
        #expect(Readiness(job, jobsMustComplete: true).state == .progressing)
    }
}
